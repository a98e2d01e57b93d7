//! Messages of the contract as values for programs, all by one rule.
//!
//! Names as in the protos; a `google.type.Date` is `2026-09-01` and a timestamp
//! `2026-08-27T17:30:00+08:00`, both null when not set; an enum value is its name without the prefix,
//! UNSPECIFIED is null; 64-bit numbers are numbers; of a oneof only the variant that is set appears.

use std::sync::LazyLock;

use data_encoding::BASE64;
use prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, EnumDescriptor, FieldDescriptor, MapKey, ReflectMessage, Value as Field,
};
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::moment;

static CONTRACT: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(proto::FILE_DESCRIPTOR_SET)
        .expect("the committed descriptors are checked by libs/proto")
});

/// The value of a message, whose full name is e.g. `bianzhi.workflow.v1.Case`.
pub fn value(name: &str, message: &impl Message) -> Result<Value, Box<Failure>> {
    let unknown = || Failure::usage("未知消息类型", format!("the contract has no message {name}"));
    let descriptor = CONTRACT.get_message_by_name(name).ok_or_else(unknown)?;
    let message = DynamicMessage::decode(descriptor, message.encode_to_vec().as_slice())
        .map_err(|error| Failure::internal(&error))?;
    Ok(of_message(&message))
}

/// The value of a list of messages.
pub fn values<M: Message>(name: &str, messages: &[M]) -> Result<Value, Box<Failure>> {
    messages.iter().map(|message| value(name, message)).collect::<Result<_, _>>().map(Value::Array)
}

fn of_message(message: &DynamicMessage) -> Value {
    let descriptor = message.descriptor();
    match descriptor.full_name() {
        "google.type.Date" => return of_date(message),
        "google.protobuf.Timestamp" => return of_timestamp(message),
        _ => {}
    }
    let mut object = Map::new();
    for field in descriptor.fields() {
        let in_oneof = field.containing_oneof().is_some();
        if in_oneof && !message.has_field(&field) {
            continue;
        }
        let value = if field.supports_presence() && !message.has_field(&field) {
            Value::Null
        } else {
            of_field(&field, &message.get_field(&field))
        };
        object.insert(field.name().to_owned(), value);
    }
    Value::Object(object)
}

fn of_field(field: &FieldDescriptor, value: &Field) -> Value {
    match value {
        Field::List(items) => items.iter().map(|item| of_field(field, item)).collect(),
        Field::Map(entries) => {
            let mut sorted: Vec<(String, Value)> =
                entries.iter().map(|(key, value)| (key_text(key), of_field(field, value))).collect();
            sorted.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(sorted.into_iter().collect())
        }
        Field::Message(message) => of_message(message),
        Field::EnumNumber(number) => {
            field.kind().as_enum().map_or(Value::Null, |descriptor| of_enum(descriptor, *number))
        }
        Field::String(text) => text.as_str().into(),
        Field::Bytes(bytes) => BASE64.encode(bytes).into(),
        Field::Bool(flag) => (*flag).into(),
        Field::I32(number) => (*number).into(),
        Field::I64(number) => (*number).into(),
        Field::U32(number) => (*number).into(),
        Field::U64(number) => (*number).into(),
        Field::F32(number) => f64::from(*number).into(),
        Field::F64(number) => (*number).into(),
    }
}

fn key_text(key: &MapKey) -> String {
    match key {
        MapKey::Bool(key) => key.to_string(),
        MapKey::I32(key) => key.to_string(),
        MapKey::I64(key) => key.to_string(),
        MapKey::U32(key) => key.to_string(),
        MapKey::U64(key) => key.to_string(),
        MapKey::String(key) => key.clone(),
    }
}

/// `CASE_STATE_SUBMITTED` → `SUBMITTED`.
fn of_enum(descriptor: &EnumDescriptor, number: i32) -> Value {
    if number == 0 {
        return Value::Null;
    }
    let Some(value) = descriptor.get_value(number) else {
        return number.into();
    };
    let mut prefix = String::new();
    for (position, character) in descriptor.name().chars().enumerate() {
        if character.is_ascii_uppercase() && position > 0 {
            prefix.push('_');
        }
        prefix.push(character.to_ascii_uppercase());
    }
    prefix.push('_');
    value.name().strip_prefix(&prefix).unwrap_or(value.name()).into()
}

fn of_date(message: &DynamicMessage) -> Value {
    let date = message.transcode_to::<proto::google::r#type::Date>();
    date.ok().and_then(|date| moment::date(Some(&date))).map_or(Value::Null, |date| date.to_string().into())
}

fn of_timestamp(message: &DynamicMessage) -> Value {
    let instant = message.transcode_to::<prost_types::Timestamp>();
    instant.ok().and_then(|instant| moment::rfc3339(Some(&instant))).map_or(Value::Null, Value::from)
}

#[cfg(test)]
mod tests {
    use proto::workflow::v1::{Case, CaseState};
    use serde_json::json;

    use super::*;

    #[test]
    fn a_message_is_shown_by_the_rule() {
        let form = proto::r#type::v1::ProposedChange {
            change: Some(proto::r#type::v1::proposed_change::Change::QuotaUse(proto::r#type::v1::QuotaUse {
                bucket: Some(proto::r#type::v1::Bucket {
                    institution_id: "sch".to_owned(),
                    quota_type: "INST".to_owned(),
                    funding: proto::r#type::v1::Funding::Full.into(),
                }),
                planned_date: Some(proto::google::r#type::Date { year: 2026, month: 9, day: 1 }),
                quantity: 2,
                ..Default::default()
            })),
        };
        let case = Case {
            id: "420800-2026-000001".to_owned(),
            state: CaseState::DeptPending.into(),
            form: Some(form),
            create_time: Some(prost_types::Timestamp { seconds: 1_787_823_000, nanos: 0 }),
            ..Default::default()
        };

        let value = value("bianzhi.workflow.v1.Case", &case).unwrap();

        assert_eq!(value["id"], "420800-2026-000001");
        assert_eq!(value["state"], "DEPT_PENDING");
        assert_eq!(value["holder"], Value::Null);
        assert_eq!(value["version"], 0);
        assert_eq!(value["create_time"], "2026-08-27T17:30:00+08:00");
        assert_eq!(value["update_time"], Value::Null);
        assert_eq!(value["papers"], json!([]));
        assert_eq!(
            value["form"],
            json!({ "quota_use": {
                "bucket": { "institution_id": "sch", "quota_type": "INST", "funding": "FULL" },
                "channel": "", "quantity": 2, "posts": [], "planned_date": "2026-09-01", "justification": "",
            }})
        );
    }
}

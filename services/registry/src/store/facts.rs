//! Facts as Kafka carries them (proto/bianzhi/registry/v1/events.proto).

use messaging::Body;
use messaging::outbox::{self, event_type};
use messaging::topics;
use prost::Message;
use proto::moment;
use proto::registry::v1 as pb;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::fact::{ChangeApplied, Fact};
use crate::domain::ids::InstitutionId;
use crate::wire;

/// Tells a fact, in the transaction that made it true.
pub async fn tell(tx: &mut PgConnection, fact: &Fact, record_time: OffsetDateTime) -> Result<(), db::Error> {
    let key = fact.institution_id().map_or("registry", InstitutionId::as_str).to_owned();
    let (entity, past, schema, body) = message(fact);
    let fact = outbox::Fact {
        id: Uuid::now_v7(),
        topic: topics::inside("registry"),
        entity: entity.to_owned(),
        aggregate_id: key,
        event_type: event_type(entity, past),
        data_schema: format!("bianzhi.registry.v1.{schema}"),
        occurred_at: record_time,
        recorded_at: record_time,
        sequence: None,
        extensions: std::collections::BTreeMap::new(),
        traceparent: None,
        body: Body::Protobuf(body),
    };
    outbox::append(tx, &fact).await
}

/// Entity, past participle, message name and body of a fact.
fn message(fact: &Fact) -> (&'static str, &'static str, &'static str, Vec<u8>) {
    match fact {
        Fact::Imported { institutions, persons } => {
            let message = pb::RegistryImported {
                institution_count: wire::count(*institutions),
                person_count: wire::count(*persons),
            };
            ("registry", "imported", "RegistryImported", message.encode_to_vec())
        }
        Fact::SeatsHeld { case_id, case_version, bucket: held, quantity } => {
            let message = pb::SeatsHeld {
                case_id: case_id.to_string(),
                case_version: *case_version,
                bucket: Some(wire::bucket(held)),
                quantity: *quantity,
            };
            ("seats", "held", "SeatsHeld", message.encode_to_vec())
        }
        Fact::SeatsGivenBack { case_id, case_version, bucket: held, quantity, pins } => {
            let message = pb::SeatsGivenBack {
                case_id: case_id.to_string(),
                case_version: *case_version,
                bucket: Some(wire::bucket(held)),
                quantity: *quantity,
                pins: *pins,
            };
            ("seats", "given_back", "SeatsGivenBack", message.encode_to_vec())
        }
        Fact::PermitPinned { case_id, permit_id, .. } => {
            let message = pb::PermitPinned { case_id: case_id.to_string(), permit_id: permit_id.to_string() };
            ("permit", "pinned", "PermitPinned", message.encode_to_vec())
        }
        Fact::PermitExpired { permit_id, released, kept, .. } => {
            let message =
                pb::PermitExpired { permit_id: permit_id.to_string(), released: *released, kept: *kept };
            ("permit", "expired", "PermitExpired", message.encode_to_vec())
        }
        Fact::ChangeApplied(change) => {
            ("change", "applied", "ChangeApplied", change_applied(change).encode_to_vec())
        }
        Fact::ChangeDocumented { change_id, slip_no, .. } => {
            let message = pb::ChangeDocumented { change_id: change_id.to_string(), slip_no: slip_no.clone() };
            ("change", "documented", "ChangeDocumented", message.encode_to_vec())
        }
    }
}

fn change_applied(change: &ChangeApplied) -> pb::ChangeApplied {
    let permit = change.permit.as_ref();
    let mut message = pb::ChangeApplied {
        change_id: change.change_id.to_string(),
        case_id: change.case_id.to_string(),
        bucket: Some(wire::bucket(&change.balance_after.bucket)),
        area_code: change.area_code.clone(),
        permit_id: permit.map(|permit| permit.id.to_string()).unwrap_or_default(),
        balance_after: Some(wire::balance(&change.balance_after)),
        ..Default::default()
    };
    match (&change.entry, permit) {
        (Some(entry), _) => {
            "entry".clone_into(&mut message.item);
            message.quantity = 1;
            entry.channel.code().clone_into(&mut message.channel);
            message.effective_date = Some(moment::date(entry.effective_on));
            message.person_id = entry.person_id.to_string();
            message.occupancy_id = entry.occupancy_id.to_string();
        }
        (None, Some(permit)) => {
            "quota_use".clone_into(&mut message.item);
            message.quantity = permit.quantity;
            permit.channel.code().clone_into(&mut message.channel);
            message.effective_date = Some(moment::date(permit.valid_from));
            message.valid_to = Some(moment::date(permit.valid_to));
        }
        (None, None) => {}
    }
    message
}

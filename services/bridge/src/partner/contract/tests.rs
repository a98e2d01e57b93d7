//! The tables against the structs: every field that a struct writes is promised, and nothing else is; every field
//! that it must read is required, and nothing else is.

use std::collections::BTreeSet;

use super::*;
use crate::partner::message::{
    Candidate, EntryCompleted, Material, PermitGranted, ReviewRequest, Seat, Unit,
};
use crate::partner::{OpinionMessage, ReceiptMessage};

const HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const ID: &str = "00000000-0000-0000-0000-000000000000";

fn table(name: &str) -> &'static Object {
    OBJECTS.iter().find(|object| object.name == name).unwrap()
}

fn names(object: &Object, only_required: bool) -> BTreeSet<String> {
    let fields = object.fields.iter().filter(|field| field.is_required || !only_required);
    fields.map(|field| field.name.to_owned()).collect()
}

/// A struct with everything in it writes every field of its table; one with nothing optional in it, only the
/// required ones; and every value is of the kind that the table says.
fn written(name: &str, full: &impl serde::Serialize, least: &impl serde::Serialize) {
    let (full, least) = (serde_json::to_value(full).unwrap(), serde_json::to_value(least).unwrap());
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&full), names(table(name), false), "{name}");
    assert_eq!(keys(&least), names(table(name), true), "{name}");
    for field in table(name).fields {
        let value = &full[field.name];
        let fits = match field.shape {
            Shape::Count => value.is_i64(),
            Shape::Object(_) => value.is_object(),
            Shape::Objects(_) => value.is_array(),
            Shape::Word(words) => words.contains(&value.as_str().unwrap()),
            Shape::Text | Shape::Uuid | Shape::Date | Shape::Month | Shape::Instant | Shape::Hash => {
                value.is_string()
            }
        };
        assert!(fits, "{name}.{} is {value}", field.name);
    }
}

fn unit(uscc: &str) -> Unit<'_> {
    Unit { id: "sch", name: "n", uscc }
}

#[test]
fn what_is_promised_about_facts_is_what_is_written() {
    let permit = PermitGranted {
        case_id: "c",
        change_id: ID,
        unit: unit("u"),
        permit_no: "p",
        letter_no: "l",
        quota_type: "INST",
        funding: "full",
        channel: "OPEN_RECRUIT",
        quantity: 2,
        valid_from: "2026-03-10".into(),
        valid_to: "2027-03-10".into(),
    };
    let entry = |granted: Option<&'static str>| EntryCompleted {
        case_id: "c",
        change_id: ID,
        unit: unit("u"),
        person_id: ID,
        name: "n",
        id_number: "i".into(),
        sex: granted,
        birth_date: granted.map(str::to_owned),
        education: granted,
        category: granted,
        post: granted,
        post_level: granted,
        quota_type: "INST",
        funding: "full",
        channel: granted,
        effective_date: "2026-09-01".into(),
        pay_month: granted.map(str::to_owned),
        entry_no: "e",
        funding_no: granted,
        permit_id: granted,
    };

    written("Unit", &unit("u"), &unit(""));
    written("PermitGranted", &permit, &permit);
    written("EntryCompleted", &entry(Some("g")), &entry(None));
}

#[test]
fn what_is_promised_about_review_requests_is_what_is_written() {
    let candidate = || Candidate {
        name: "n",
        id_number: "i".into(),
        sex: "2",
        birth_date: "1998-11-04".into(),
        education: "21",
        political_status: "13",
        previous_unit: "",
    };
    let seat = || Seat {
        quota_type: "INST",
        funding: "full",
        channel: "OPEN_RECRUIT",
        permit: "p",
        post: "p",
        post_level: "",
        category: "INST_PROFESSIONAL",
        effective_date: "2026-09-01".into(),
    };
    let material = || Material { kind: "M02", sha256: HASH, sm3: HASH };
    let request = ReviewRequest {
        review_id: ID.into(),
        case_id: "c",
        case_version: 1,
        department: "hr_bureau",
        form_hash: HASH,
        due_time: "2026-08-27T17:30:00+08:00".into(),
        unit: unit("u"),
        candidate: candidate(),
        seat: seat(),
        materials: vec![material()],
    };

    written("Candidate", &candidate(), &candidate());
    written("Seat", &seat(), &seat());
    written("Material", &material(), &material());
    written("ReviewRequest", &request, &request);
}

/// What the table describes is read; without any one required field, or with one that is not listed, it is not.
fn read<T: serde::de::DeserializeOwned>(name: &str) {
    let table = table(name);
    let value = |field: &Field| match field.shape {
        Shape::Count => json!(1),
        Shape::Uuid => json!(ID),
        Shape::Hash => json!(HASH),
        Shape::Word(words) => json!(words[0]),
        _ => json!("t"),
    };
    let full: Map<String, Value> =
        table.fields.iter().map(|field| (field.name.to_owned(), value(field))).collect();
    let is_read = |object: &Map<String, Value>| T::deserialize(Value::Object(object.clone())).is_ok();

    assert!(table.is_closed && is_read(&full), "{name}");
    for field in table.fields {
        let mut without = full.clone();
        without.remove(field.name);
        assert_eq!(is_read(&without), !field.is_required, "{name} without {}", field.name);
    }
    let mut more = full;
    more.insert("unlisted".to_owned(), json!(1));
    assert!(!is_read(&more), "{name}");
}

#[test]
fn what_partners_are_asked_to_send_is_what_is_read() {
    read::<ReceiptMessage>("Receipt");
    read::<OpinionMessage>("Opinion");
}

#[test]
fn every_word_of_a_receipt_is_read() {
    for kind in ["RECEIVED", "VALIDATED", "APPLIED", "REJECTED"] {
        let data = json!({ "eventId": ID, "kind": kind, "problem": "p" });
        assert!(crate::partner::receipt("r", &data).is_ok(), "{kind}");
    }
}

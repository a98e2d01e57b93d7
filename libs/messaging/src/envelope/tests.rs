use serde_json::json;
use time::macros::datetime;
use uuid::uuid;

use super::*;
use crate::outbox::event_type;
use crate::topics;

const TRACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

fn fact(body: Body) -> Fact {
    Fact {
        id: uuid!("0199c1f0-0000-7000-8000-000000000001"),
        topic: topics::inside("workflow"),
        entity: "case".into(),
        aggregate_id: "420800-2026-000012".into(),
        event_type: event_type("case", "submitted"),
        data_schema: "bianzhi.workflow.v1.CaseEvent".into(),
        occurred_at: datetime!(2026-08-24 01:30 UTC),
        recorded_at: datetime!(2026-08-24 01:31 UTC),
        sequence: None,
        extensions: BTreeMap::new(),
        traceparent: Some(TRACE.into()),
        body,
    }
}

#[test]
fn a_fact_between_houses_travels_as_headers_and_protobuf() {
    let sealed = seal(&fact(Body::Protobuf(vec![1, 2, 3])), "urn:bianzhi:dev:workflow");

    assert_eq!(sealed.value, [1, 2, 3]);
    let expected = [
        ("ce_dataschema", "bianzhi.workflow.v1.CaseEvent"),
        ("ce_id", "0199c1f0-0000-7000-8000-000000000001"),
        ("ce_partitionkey", "420800-2026-000012"),
        ("ce_recordedtime", "2026-08-24T01:31:00Z"),
        ("ce_source", "urn:bianzhi:dev:workflow"),
        ("ce_specversion", "1.0"),
        ("ce_subject", "420800-2026-000012"),
        ("ce_time", "2026-08-24T01:30:00Z"),
        ("ce_traceparent", TRACE),
        ("ce_type", "cn.bianzhi.case.submitted.v1"),
        ("content-type", "application/protobuf"),
        ("traceparent", TRACE),
    ];
    assert_eq!(sealed.headers, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
}

#[test]
fn a_fact_for_a_partner_travels_as_one_json_object() {
    let partner = Fact {
        topic: topics::partner_facts("hr-420800"),
        sequence: Some(7),
        ..fact(Body::Json(json!({"unit": "sch"})))
    };

    let sealed = seal(&partner, "urn:bianzhi:dev:bridge");

    let event: Value = serde_json::from_slice(&sealed.value).unwrap();
    assert_eq!(
        event,
        json!({
            "specversion": "1.0",
            "id": "0199c1f0-0000-7000-8000-000000000001",
            "source": "urn:bianzhi:dev:bridge",
            "type": "cn.bianzhi.case.submitted.v1",
            "subject": "420800-2026-000012",
            "time": "2026-08-24T01:30:00Z",
            "recordedtime": "2026-08-24T01:31:00Z",
            "dataschema": "bianzhi.workflow.v1.CaseEvent",
            "datacontenttype": "application/json",
            "partitionkey": "420800-2026-000012",
            "sequence": "7",
            "traceparent": TRACE,
            "data": {"unit": "sch"},
        })
    );
    assert_eq!(sealed.headers["content-type"], "application/cloudevents+json; charset=UTF-8");
}

#[test]
fn what_was_told_is_what_arrives() {
    for body in [Body::Protobuf(vec![9]), Body::Json(json!({"a": [1, null]}))] {
        let mut told = fact(body.clone());
        told.sequence = Some(3);
        told.extensions.insert("signature".into(), "e30..x".into());

        let arrived = told.arriving();

        assert_eq!(arrived.id, EventId { topic: told.topic.clone(), id: told.id.to_string() });
        assert_eq!(arrived.event_type, told.event_type);
        assert_eq!(arrived.subject.as_deref(), Some("420800-2026-000012"));
        assert_eq!(
            (arrived.occurred_at, arrived.recorded_at),
            (Some(told.occurred_at), Some(told.recorded_at))
        );
        assert_eq!(arrived.sequence, Some(3));
        assert_eq!(arrived.traceparent.as_deref(), Some(TRACE));
        assert_eq!(arrived.extensions, told.extensions);
        assert_eq!(arrived.body, body);
    }
}

#[test]
fn a_record_that_is_no_cloud_event_is_unreadable_and_says_why() {
    let record = |headers: &[(&str, &str)], payload: &str| Record {
        topic: topics::partner_receipt("hr-420800"),
        partition: 0,
        offset: 0,
        key: Vec::new(),
        headers: headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        payload: payload.into(),
    };
    let structured = ("content-type", STRUCTURED);
    let cases = [
        (
            record(&[], "{}"),
            "the record is no CloudEvent: neither ce_ headers nor content type application/cloudevents+json",
        ),
        (
            record(&[structured], r#"{"specversion":"1.0","source":"s","type":"t"}"#),
            "attribute id is missing",
        ),
        (record(&[structured], r#"{"specversion":"0.3"}"#), "attribute specversion can't be read"),
        (
            record(&[structured], r#"{"specversion":"1.0","id":"1","source":"s","type":"t","time":"noon"}"#),
            "attribute time can't be read",
        ),
        (
            record(&[structured], r#"{"specversion":"1.0","id":"1","source":"s","type":"t","subject":{}}"#),
            "attribute subject can't be read",
        ),
        (
            record(&[("ce_specversion", "1.0"), ("content-type", "text/plain")], ""),
            "content type text/plain is not known",
        ),
    ];
    for (record, reason) in cases {
        assert_eq!(open(&record).unwrap_err().to_string(), reason);
    }
    let no_json = open(&record(&[structured], "nonsense")).unwrap_err().to_string();
    assert!(no_json.starts_with("the value is no JSON"), "{no_json}");
}

//! Facts about papers, as they are told: ids and figures, no words of the paper.

use messaging::{
    Body,
    outbox::{Fact, event_type},
    topics,
};
use prost::Message;
use proto::document::v1 as pb;
use proto::moment;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::{Document, DocumentId, PaperKind};

/// A paper was issued. The key is the case, so that all its papers are told in order.
pub(super) fn issued(document: &Document, at: OffsetDateTime) -> Fact {
    let message = pb::DocumentIssued {
        document_id: document.id.to_string(),
        doc_no: document.doc_no.clone(),
        r#type: kind(document.kind).into(),
        case_id: document.case_id.clone(),
        issue_date: Some(moment::date(document.issued_on)),
        content_sm3: document.content_sm3.clone(),
    };
    fact("issued", "DocumentIssued", &document.case_id, message.encode_to_vec(), at)
}

/// All copies of a paper are rendered.
pub(super) fn rendered(id: DocumentId, case_id: &str, sha256: [u8; 32], at: OffsetDateTime) -> Fact {
    let sha256 = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    let message = pb::DocumentRendered { document_id: id.to_string(), sha256 };
    fact("rendered", "DocumentRendered", case_id, message.encode_to_vec(), at)
}

fn fact(happened: &str, schema: &str, case_id: &str, body: Vec<u8>, at: OffsetDateTime) -> Fact {
    Fact {
        id: Uuid::now_v7(),
        topic: topics::inside("document"),
        entity: "document".to_owned(),
        aggregate_id: case_id.to_owned(),
        event_type: event_type("document", happened),
        data_schema: format!("bianzhi.document.v1.{schema}"),
        occurred_at: at,
        recorded_at: at,
        sequence: None,
        extensions: Default::default(),
        traceparent: None,
        body: Body::Protobuf(body),
    }
}

fn kind(kind: PaperKind) -> pb::DocumentType {
    match kind {
        PaperKind::Permit => pb::DocumentType::Permit,
        PaperKind::Entry => pb::DocumentType::Entry,
        PaperKind::Funding => pb::DocumentType::Funding,
        PaperKind::Letter => pb::DocumentType::Letter,
    }
}

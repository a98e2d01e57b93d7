//! Documents and keys as messages.

use proto::document::v1 as pb;
use proto::moment;
use seal::PublicKeys;
use time::{Date, Time};

use crate::domain::{Document, DocumentState, PaperKind};

/// A document with its words.
pub(super) fn document(document: Document) -> pb::Document {
    pb::Document {
        id: document.id.to_string(),
        doc_no: document.doc_no,
        r#type: kind(document.kind).into(),
        state: state(document.state).into(),
        case_id: document.case_id,
        unit_id: document.unit_id,
        jurisdiction_id: document.jurisdiction_id,
        issue_date: Some(moment::date(document.issued_on)),
        content_sm3: document.content_sm3,
        qr_payload: document.qr,
        content_json: document.canonical,
        rendered: document.rendered,
    }
}

/// A document as lists and issuing show it.
pub(super) fn without_words(listed: Document) -> pb::Document {
    pb::Document { content_json: String::new(), ..document(listed) }
}

pub(super) fn state(state: DocumentState) -> pb::DocumentState {
    match state {
        DocumentState::Issued => pb::DocumentState::Issued,
        DocumentState::Consumed => pb::DocumentState::Consumed,
        DocumentState::Expired => pb::DocumentState::Expired,
        DocumentState::Superseded => pb::DocumentState::Superseded,
        DocumentState::Revoked => pb::DocumentState::Revoked,
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

/// What kind of paper a message names; none for one that names none.
pub(super) fn read_kind(kind: pb::DocumentType) -> Option<PaperKind> {
    match kind {
        pb::DocumentType::Unspecified => None,
        pb::DocumentType::Permit => Some(PaperKind::Permit),
        pb::DocumentType::Entry => Some(PaperKind::Entry),
        pb::DocumentType::Funding => Some(PaperKind::Funding),
        pb::DocumentType::Letter => Some(PaperKind::Letter),
    }
}

/// The public keys, by key id.
pub(super) fn keys(list: &PublicKeys) -> Vec<pb::PublicKey> {
    let mut keys: Vec<pb::PublicKey> = list
        .keys()
        .iter()
        .map(|entry| pb::PublicKey {
            kid: entry.key_id.to_string(),
            jurisdiction_id: entry.jurisdiction_id.clone(),
            office: entry.office.clone(),
            pem: entry.public_key.to_pem(),
            revoke_time: list.revocation(entry.key_id).map(|revocation| midnight(revocation.revoked_on)),
        })
        .collect();
    keys.sort_by(|one, other| one.kid.cmp(&other.kid));
    keys
}

fn midnight(date: Date) -> prost_types::Timestamp {
    moment::timestamp(kernel::clock::at_local(date, Time::MIDNIGHT))
}

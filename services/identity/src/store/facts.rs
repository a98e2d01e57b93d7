//! The facts of identity (events.proto), told on one topic; key = principal id.
use messaging::outbox::{Fact, event_type};
use messaging::{Body, topics};
use prost::Message;
use proto::identity::v1 as pb;
use proto::moment;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::{Act, Certificate, Directory, Entry};

/// Key of what is about no one principal.
const DIRECTORY: &str = "directory";

/// What the log entry of a certificate tells. `at` is business time; the certificate's own times are system
/// time.
pub(super) fn certificate(certificate: &Certificate, entry: &Entry, at: OffsetDateTime) -> Fact {
    let (serial, principal_id) = (certificate.serial.clone(), certificate.principal.common_name());
    let key = principal_id.clone();
    match entry.act {
        Act::Enrolled | Act::Renewed => {
            let not_after_time = Some(moment::timestamp(certificate.not_after));
            let body = pb::CertificateIssued { serial, principal_id, not_after_time };
            fact("certificate", "issued", key, "CertificateIssued", &body, at)
        }
        Act::Revoked => {
            let body = pb::CertificateRevoked {
                serial,
                principal_id,
                revoke_time: Some(moment::timestamp(entry.at)),
            };
            fact("certificate", "revoked", key, "CertificateRevoked", &body, at)
        }
    }
}

/// That a directory was imported.
pub(super) fn imported(directory: &Directory, version: i64, at: OffsetDateTime) -> Fact {
    let body = pb::DirectoryImported {
        snapshot_version: version,
        unit_count: i32::try_from(directory.units.len()).unwrap_or(i32::MAX),
        operator_count: i32::try_from(directory.operators.len()).unwrap_or(i32::MAX),
    };
    fact("directory", "imported", DIRECTORY.to_owned(), "DirectoryImported", &body, at)
}

fn fact(
    entity: &str,
    what: &str,
    aggregate_id: String,
    message: &str,
    body: &impl Message,
    at: OffsetDateTime,
) -> Fact {
    Fact {
        id: Uuid::now_v7(),
        topic: topics::inside("identity"),
        entity: entity.to_owned(),
        aggregate_id,
        event_type: event_type(entity, what),
        data_schema: format!("bianzhi.identity.v1.{message}"),
        occurred_at: at,
        recorded_at: at,
        sequence: None,
        extensions: Default::default(),
        traceparent: None,
        body: Body::Protobuf(body.encode_to_vec()),
    }
}

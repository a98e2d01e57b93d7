//! The log of scans.

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::domain::{DocumentId, DocumentState};

/// One scan: who, where, when, with what result.
#[derive(Debug)]
pub struct Scan<'a> {
    pub principal_id: &'a str,
    pub certificate_serial: &'a str,
    pub unit_id: Option<&'a str>,
    pub place: &'a str,
    pub scanned_at: OffsetDateTime,
    pub payload: &'a str,
    pub verdict: &'a str,
    pub document: Option<(DocumentId, DocumentState)>,
}

/// Logs a scan.
pub async fn record(connection: &mut PgConnection, scan: &Scan<'_>) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into scan (principal_id, certificate_serial, unit_id, place, scanned_at, payload, verdict, \
                           document_id, state) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        scan.principal_id,
        scan.certificate_serial,
        scan.unit_id,
        scan.place,
        scan.scanned_at,
        scan.payload,
        scan.verdict,
        scan.document.map(|(id, _)| id.as_uuid()),
        scan.document.map(|(_, state)| state.code()),
    )
    .execute(connection)
    .await?;
    Ok(())
}

//! The record of refused attempts (domain.md §9 I22).

use sqlx::PgPool;
use time::OffsetDateTime;

use crate::Error;

/// An attempt that was refused. No personal data: who, by which certificate, what, and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedAttempt {
    /// Id of the principal, the certificate's CN.
    pub principal_id: String,
    /// The unit that the certificate is bound to.
    pub unit_id: Option<String>,
    /// Serial of the certificate, upper-case hexadecimal.
    pub certificate_serial: String,
    /// Full RPC name, e.g. `bianzhi.workflow.v1.CaseService/SubmitCase`.
    pub method: String,
    /// Reason of the refusal.
    pub reason: String,
    /// SHA-256 of the request as received.
    pub seen_hash: [u8; 32],
    /// Trace id of the attempt.
    pub trace_id: Option<String>,
    /// When, business time.
    pub attempted_at: OffsetDateTime,
}

/// Records an attempt in a transaction of its own, so that it survives the refusal.
pub async fn record(pool: &PgPool, attempt: &RefusedAttempt) -> Result<(), Error> {
    sqlx::query(
        "insert into refused_attempt (principal_id, unit_id, certificate_serial, method, reason, seen_hash, \
         trace_id, attempted_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&attempt.principal_id)
    .bind(&attempt.unit_id)
    .bind(&attempt.certificate_serial)
    .bind(&attempt.method)
    .bind(&attempt.reason)
    .bind(attempt.seen_hash.as_slice())
    .bind(&attempt.trace_id)
    .bind(attempt.attempted_at)
    .execute(pool)
    .await
    .map_err(db::Error::from)?;
    Ok(())
}

//! The timeline (办理过程): append-only, hash-chained per case (I22, I36).

use serde::Serialize;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{Error, Performer};
use crate::domain::{CaseId, Turn};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The case.
    pub case_id: String,
    /// Position, from 1.
    pub sequence: i32,
    /// When, business time.
    #[serde(with = "time::serde::rfc3339")]
    pub happened_at: OffsetDateTime,
    /// What.
    pub step: String,
    /// State after it.
    pub state: String,
    /// Who acted, or for whom.
    pub operator_id: String,
    /// Unit of the certificate.
    pub unit_id: String,
    /// Serial of the certificate.
    pub certificate_serial: String,
    /// The service whose worker acted; empty when the person's own call did.
    pub service: String,
    /// Legal basis or reason.
    pub basis: String,
    /// SM3 of the canonical case that the actor saw.
    pub seen_hash: String,
    /// SM3 of the entry before; empty for the first.
    pub previous_hash: String,
    /// SM3 of this entry: of its canonical JSON without this field.
    #[serde(skip)]
    pub hash: String,
    /// Trace id.
    pub trace_id: String,
}

impl Entry {
    /// What the entry's hash must be.
    ///
    /// # Errors
    /// When the entry has no canonical JSON.
    pub fn digest(&self) -> Result<String, seal::NotCanonical> {
        Ok(seal::Digest::of(seal::canonical(self)?).to_string())
    }
}

/// Appends a turn's entry. The case's row is locked, so entries follow one another.
pub(super) async fn append(
    tx: &mut PgConnection,
    turn: &Turn,
    by: &Performer,
    seen_hash: &str,
) -> Result<(), Error> {
    let case_id = turn.case.id.as_str();
    let last = sqlx::query!(
        "select sequence, hash from timeline where case_id = $1 order by sequence desc limit 1",
        case_id,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let (sequence, previous_hash) = last.map_or((1, String::new()), |last| (last.sequence + 1, last.hash));
    let mut entry = Entry {
        case_id: case_id.to_owned(),
        sequence,
        happened_at: turn.at,
        step: turn.step.code().to_owned(),
        state: turn.case.state.code().to_owned(),
        operator_id: by.actor.operator_id.clone(),
        unit_id: by.actor.unit_id.clone(),
        certificate_serial: by.actor.certificate_serial.clone(),
        service: by.service.clone(),
        basis: turn.basis.clone(),
        seen_hash: seen_hash.to_owned(),
        previous_hash,
        hash: String::new(),
        trace_id: by.traceparent.as_deref().and_then(trace_id).unwrap_or_default().to_owned(),
    };
    entry.hash = entry.digest()?;
    sqlx::query!(
        "insert into timeline (case_id, sequence, happened_at, step, state, operator_id, unit_id, \
         certificate_serial, service, basis, seen_hash, previous_hash, hash, trace_id) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        entry.case_id,
        entry.sequence,
        entry.happened_at,
        entry.step,
        entry.state,
        entry.operator_id,
        entry.unit_id,
        entry.certificate_serial,
        entry.service,
        entry.basis,
        entry.seen_hash,
        entry.previous_hash,
        entry.hash,
        entry.trace_id,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Entries after a position, oldest first.
pub async fn list(
    connection: &mut PgConnection,
    case_id: &CaseId,
    after: i32,
    limit: i64,
) -> Result<Vec<Entry>, Error> {
    let entries = sqlx::query_as!(
        Entry,
        "select case_id, sequence, happened_at, step, state, operator_id, unit_id, certificate_serial, service, \
         basis, seen_hash, previous_hash, hash, trace_id from timeline \
         where case_id = $1 and sequence > $2 order by sequence limit $3",
        case_id.as_str(),
        after,
        limit,
    )
    .fetch_all(connection)
    .await?;
    Ok(entries)
}

/// The trace id inside a W3C traceparent `00-<trace id>-<span id>-<flags>`.
fn trace_id(traceparent: &str) -> Option<&str> {
    traceparent.split('-').nth(1)
}

//! Pins of cases on permits.

use kernel::actor::Actor;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::row;
use crate::domain::bucket::Bucket;
use crate::domain::ids::{CaseId, PermitId};

/// A case's right to a seat of a permit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// Its row.
    pub id: Uuid,
    /// The permit.
    pub permit_id: PermitId,
    /// The permit's bucket.
    pub bucket: Bucket,
}

/// How a pin ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The case ended, lapsed, or cites another permit.
    TakenOff,
    /// The case took its seat.
    Consumed,
}

/// The open pin of a case.
pub async fn open(connection: &mut PgConnection, case: &CaseId) -> Result<Option<Pin>, db::Error> {
    let found = sqlx::query!(
        "select p.pin_id, p.permit_id, b.institution_id, b.quota_type, b.funding \
         from pin p join permit using (permit_id) join bucket b using (bucket_id) \
         where p.case_id = $1 and p.ended_at is null",
        case.as_str(),
    )
    .fetch_optional(connection)
    .await?;
    let Some(found) = found else { return Ok(None) };
    Ok(Some(Pin {
        id: found.pin_id,
        permit_id: PermitId::from_uuid(found.permit_id),
        bucket: row::bucket(found.institution_id, &found.quota_type, &found.funding)?,
    }))
}

/// Writes a new pin down.
pub async fn insert(
    tx: &mut PgConnection,
    case: &CaseId,
    permit: PermitId,
    actor: &Actor,
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into pin (pin_id, case_id, permit_id, pinned_at, operator_id, unit_id, certificate_serial) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        Uuid::now_v7(),
        case.as_str(),
        permit.as_uuid(),
        record_time,
        actor.operator_id,
        actor.unit_id,
        actor.certificate_serial,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends a pin, by the hand of an actor.
pub async fn end(
    tx: &mut PgConnection,
    pin: &Pin,
    ending: Ending,
    actor: &Actor,
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    let ending = match ending {
        Ending::TakenOff => "taken_off",
        Ending::Consumed => "consumed",
    };
    let done = sqlx::query!(
        "update pin set ended_at = $2, ending = $3, ended_operator_id = $4, ended_unit_id = $5, \
         ended_certificate_serial = $6 where pin_id = $1 and ended_at is null",
        pin.id,
        record_time,
        ending,
        actor.operator_id,
        actor.unit_id,
        actor.certificate_serial,
    )
    .execute(tx)
    .await?;
    db::expect_rows(1, done.rows_affected())
}

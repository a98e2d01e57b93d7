//! What cases hold.

use kernel::actor::Actor;
use sqlx::PgConnection;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::row;
use crate::domain::bucket::Bucket;
use crate::domain::ids::CaseId;

/// Seats that a case holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its row.
    pub id: Uuid,
    /// The case.
    pub case_id: CaseId,
    /// Its version.
    pub case_version: i32,
    /// Whose seats.
    pub bucket: Bucket,
    /// How many.
    pub quantity: i32,
    /// Since when.
    pub from: Date,
}

/// How a hold ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The seats went back to free.
    GivenBack,
    /// They became a permit's.
    Granted,
    /// They became an entry's.
    Committed,
}

/// The open hold of a case.
pub async fn open(connection: &mut PgConnection, case: &CaseId) -> Result<Option<Hold>, db::Error> {
    let found = sqlx::query!(
        "select h.hold_id, h.case_version, h.quantity, h.from_on, b.institution_id, b.quota_type, b.funding \
         from hold h join bucket b using (bucket_id) where h.case_id = $1 and h.ended_at is null",
        case.as_str(),
    )
    .fetch_optional(connection)
    .await?;
    let Some(found) = found else { return Ok(None) };
    Ok(Some(Hold {
        id: found.hold_id,
        case_id: case.clone(),
        case_version: found.case_version,
        bucket: row::bucket(found.institution_id, &found.quota_type, &found.funding)?,
        quantity: found.quantity,
        from: found.from_on,
    }))
}

/// Writes a new hold down.
pub async fn insert(
    tx: &mut PgConnection,
    hold: &Hold,
    bucket_id: i64,
    item: &str,
    actor: &Actor,
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into hold (hold_id, case_id, case_version, bucket_id, quantity, item, from_on, held_at, \
         operator_id, unit_id, certificate_serial) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        hold.id,
        hold.case_id.as_str(),
        hold.case_version,
        bucket_id,
        hold.quantity,
        item,
        hold.from,
        record_time,
        actor.operator_id,
        actor.unit_id,
        actor.certificate_serial,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends a hold, by the hand of an actor.
pub async fn end(
    tx: &mut PgConnection,
    hold: &Hold,
    ending: Ending,
    actor: &Actor,
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    let ending = match ending {
        Ending::GivenBack => "given_back",
        Ending::Granted => "granted",
        Ending::Committed => "committed",
    };
    let done = sqlx::query!(
        "update hold set ended_at = $2, ending = $3, ended_operator_id = $4, ended_unit_id = $5, \
         ended_certificate_serial = $6 where hold_id = $1 and ended_at is null",
        hold.id,
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

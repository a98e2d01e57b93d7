//! The table `probe`.
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use time::OffsetDateTime;
use uuid::Uuid;

/// A fact sent to come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Probe {
    pub(crate) id: Uuid,
    /// When it was told, by the database's clock.
    pub(crate) sent_at: OffsetDateTime,
    /// Trace in which it was told.
    pub(crate) sent_trace_id: Option<String>,
    /// None while it is under way.
    pub(crate) arrival: Option<Arrival>,
}

/// A probe's fact, back at its house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Arrival {
    /// When it was taken in, by the database's clock.
    pub(crate) at: OffsetDateTime,
    /// Trace that its record named.
    pub(crate) trace_id: Option<String>,
}

/// Keeps a new probe and forgets those older than a day.
pub(crate) async fn insert(
    tx: &mut PgConnection,
    id: Uuid,
    trace_id: Option<&str>,
) -> Result<Probe, db::Error> {
    sqlx::query("delete from probe where sent_at < now() - interval '1 day'").execute(&mut *tx).await?;
    let row = sqlx::query(
        "insert into probe (probe_id, sent_trace_id) values ($1, $2) \
         returning probe_id, sent_at, sent_trace_id, arrived_at, arrived_trace_id",
    )
    .bind(id)
    .bind(trace_id)
    .fetch_one(tx)
    .await?;
    Ok(probe(&row)?)
}

/// Notes that a probe came back. One that is no longer known changes nothing: nobody asks for it any more.
pub(crate) async fn note_arrival(
    tx: &mut PgConnection,
    id: Uuid,
    trace_id: Option<&str>,
) -> Result<(), db::Error> {
    sqlx::query(
        "update probe set arrived_at = clock_timestamp(), arrived_trace_id = $2 \
         where probe_id = $1 and arrived_at is null",
    )
    .bind(id)
    .bind(trace_id)
    .execute(tx)
    .await?;
    Ok(())
}

/// A probe by its id.
pub(crate) async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<Probe>, db::Error> {
    let row = sqlx::query(
        "select probe_id, sent_at, sent_trace_id, arrived_at, arrived_trace_id from probe where probe_id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(row.as_ref().map(probe).transpose()?)
}

fn probe(row: &PgRow) -> Result<Probe, sqlx::Error> {
    let arrived_at: Option<OffsetDateTime> = row.try_get("arrived_at")?;
    let arrival = match arrived_at {
        Some(at) => Some(Arrival { at, trace_id: row.try_get("arrived_trace_id")? }),
        None => None,
    };
    Ok(Probe {
        id: row.try_get("probe_id")?,
        sent_at: row.try_get("sent_at")?,
        sent_trace_id: row.try_get("sent_trace_id")?,
        arrival,
    })
}

//! The shelf of facts that could not be taken in.
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool, Row};
use time::OffsetDateTime;

use super::Record;
use crate::topics::Topic;

/// Why a record is on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Refused; a person decides.
    Parked,
    /// An earlier fact of its key is on the shelf.
    Behind,
    /// No CloudEvent. Nothing waits for it.
    Unreadable,
}

/// A fact on the shelf, without its content.
#[derive(Debug, Clone, PartialEq)]
pub struct Parked {
    /// Names it for [`send_again`].
    pub parked_id: i64,
    /// Where it came.
    pub topic: Topic,
    /// Its key, as far as it is text.
    pub key: String,
    /// `parked`, `behind`, `redrive` or `unreadable`.
    pub state: String,
    /// Why, for a person; may hold what a partner wrote.
    pub reason: String,
    /// When it was put here (system time).
    pub parked_at: OffsetDateTime,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Parked => "parked",
            Self::Behind => "behind",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Everything on the shelf, oldest first.
pub async fn list_parked(connection: &mut PgConnection) -> Result<Vec<Parked>, db::Error> {
    let rows = sqlx::query(
        "select parked_id, topic, key, state, reason, parked_at from parked order by parked_id limit 1000",
    )
    .fetch_all(connection)
    .await?;
    let parked = rows.iter().map(|row| {
        Ok(Parked {
            parked_id: row.try_get("parked_id")?,
            topic: Topic::stored(row.try_get("topic")?),
            key: String::from_utf8_lossy(row.try_get("key")?).into_owned(),
            state: row.try_get("state")?,
            reason: row.try_get("reason")?,
            parked_at: row.try_get("parked_at")?,
        })
    });
    Ok(parked.collect::<Result<_, sqlx::Error>>()?)
}

/// Has a parked fact offered again, and after it those that wait behind it; `false` when it is not parked.
pub async fn send_again(tx: &mut PgConnection, parked_id: i64) -> Result<bool, db::Error> {
    let done = sqlx::query(
        "update parked set state = 'redrive' where parked_id = $1 and state in ('parked', 'unreadable')",
    )
    .bind(parked_id)
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether an earlier fact of the record's key is on the shelf, so that this one must not overtake it.
pub(super) async fn holds(pool: &PgPool, record: &Record) -> Result<bool, db::Error> {
    let held = sqlx::query_scalar(
        "select exists (select 1 from parked where topic = $1 and key = $2 and state <> 'unreadable')",
    )
    .bind(record.topic.as_str())
    .bind(&record.key)
    .fetch_one(pool)
    .await?;
    Ok(held)
}

/// Puts a record on the shelf; one that lies there already stays as it is.
pub(super) async fn insert(
    pool: &PgPool,
    record: &Record,
    state: State,
    reason: &str,
) -> Result<(), db::Error> {
    sqlx::query(
        "insert into parked (topic, partition_id, record_offset, key, headers, payload, state, reason) \
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict on constraint parked_record_key do nothing",
    )
    .bind(record.topic.as_str())
    .bind(record.partition)
    .bind(record.offset)
    .bind(&record.key)
    .bind(Json(&record.headers))
    .bind(&record.payload)
    .bind(state.as_str())
    .bind(reason.replace('\0', ""))
    .execute(pool)
    .await?;
    Ok(())
}

/// The records that may be offered again now: first of their key, and asked for or behind one that is gone.
pub(super) async fn due(pool: &PgPool) -> Result<Vec<i64>, db::Error> {
    let due = sqlx::query_scalar(
        "select parked_id from parked as candidate \
         where state in ('behind', 'redrive') and not exists ( \
             select 1 from parked as earlier \
             where earlier.topic = candidate.topic and earlier.key = candidate.key \
               and earlier.parked_id < candidate.parked_id and earlier.state <> 'unreadable') \
         order by parked_id limit 100",
    )
    .fetch_all(pool)
    .await?;
    Ok(due)
}

/// Takes a due record for this transaction; `None` when another replica has it or it is gone.
pub(super) async fn take(tx: &mut PgConnection, parked_id: i64) -> Result<Option<Record>, db::Error> {
    let row = sqlx::query(
        "select topic, partition_id, record_offset, key, headers, payload from parked \
         where parked_id = $1 and state in ('behind', 'redrive') for update skip locked",
    )
    .bind(parked_id)
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Json(headers) = row.try_get("headers").map_err(db::Error::from)?;
    let record = || -> Result<Record, sqlx::Error> {
        Ok(Record {
            topic: Topic::stored(row.try_get("topic")?),
            partition: row.try_get("partition_id")?,
            offset: row.try_get("record_offset")?,
            key: row.try_get("key")?,
            headers,
            payload: row.try_get("payload")?,
        })
    };
    Ok(Some(record()?))
}

/// The record had its effect.
pub(super) async fn remove(tx: &mut PgConnection, parked_id: i64) -> Result<(), db::Error> {
    sqlx::query("delete from parked where parked_id = $1").bind(parked_id).execute(tx).await?;
    Ok(())
}

/// The record was refused once more.
pub(super) async fn put_back(
    tx: &mut PgConnection,
    parked_id: i64,
    state: State,
    reason: &str,
) -> Result<(), db::Error> {
    sqlx::query("update parked set state = $2, reason = $3, attempts = attempts + 1 where parked_id = $1")
        .bind(parked_id)
        .bind(state.as_str())
        .bind(reason.replace('\0', ""))
        .execute(tx)
        .await?;
    Ok(())
}

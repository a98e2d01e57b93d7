//! Facts on their way out, written in the transaction that made them true.
use std::collections::BTreeMap;

use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{PgConnection, Row as _};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::early;
use crate::envelope::{self, Body};
use crate::inbox::Incoming;
use crate::topics::Topic;

/// A fact: in the past tense, complete and final. No personal data in any field but the body of a partner
/// topic whose purpose grants it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Identifies this telling; a listener that saw it once ignores it for ever.
    pub id: Uuid,
    /// Where it is told.
    pub topic: Topic,
    /// The kind of aggregate, e.g. `case`.
    pub entity: String,
    /// The aggregate it is about: CloudEvents `subject` and `partitionkey`, and the unit of order.
    pub aggregate_id: String,
    /// What happened, as [`event_type`] writes it.
    pub event_type: String,
    /// URI of the body's schema: for protobuf the full name of its message, e.g.
    /// `bianzhi.workflow.v1.CaseEvent`.
    pub data_schema: String,
    /// When it happened (business time).
    pub occurred_at: OffsetDateTime,
    /// When the house wrote it down (business time); later than `occurred_at` for what is made up for.
    pub recorded_at: OffsetDateTime,
    /// Position in a partner topic, contiguous from 1; `None` inside.
    pub sequence: Option<i64>,
    /// Further CloudEvents attributes; names are lower-case letters and digits.
    pub extensions: BTreeMap<String, String>,
    /// W3C trace context; `None` takes that of the current span when it is appended.
    pub traceparent: Option<String>,
    /// What a listener needs to know. Protobuf goes in binary mode, JSON in structured mode.
    pub body: Body,
}

/// A told fact that Kafka has not acknowledged yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// Order of sending within the fact's key.
    pub seq: i64,
    /// How long it has been waiting, in seconds.
    pub age_seconds: f64,
    /// The fact.
    pub fact: Fact,
}

/// CloudEvents `type` of a fact: `event_type("case", "submitted")` is `cn.bianzhi.case.submitted.v1`.
pub fn event_type(entity: &str, fact: &str) -> String {
    format!("cn.bianzhi.{entity}.{fact}.v1")
}

/// Appends a fact inside the transaction that made it true.
///
/// Lock the aggregate's row first: facts about one key leave in the order of these calls only then.
///
/// The relay is not woken by NOTIFY: a transaction that notifies holds a lock of the whole cluster while it
/// commits, so every command of all six services would wait for the one before it to reach the disk.
pub async fn append(tx: &mut PgConnection, fact: &Fact) -> Result<(), db::Error> {
    if fault::planted(fault::bug::OUTBOX_ROW_DROPPED) {
        return Ok(());
    }
    match early::connection().await? {
        Some(mut elsewhere) => insert(&mut elsewhere, fact).await?,
        None => insert(tx, fact).await?,
    }
    fault::reach(fault::point::FACT_TOLD).await;
    Ok(())
}

async fn insert(tx: &mut PgConnection, fact: &Fact) -> Result<(), db::Error> {
    let traceparent = fact.traceparent.clone().or_else(trace::current);
    sqlx::query(
        "insert into outbox (id, aggregatetype, aggregateid, type, payload, topic, mode, dataschema, \
                             occurred_at, recorded_at, sequence, extensions, traceparent) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(fact.id)
    .bind(&fact.entity)
    .bind(&fact.aggregate_id)
    .bind(&fact.event_type)
    .bind(fact.body.bytes())
    .bind(fact.topic.as_str())
    .bind(fact.body.mode())
    .bind(&fact.data_schema)
    .bind(fact.occurred_at)
    .bind(fact.recorded_at)
    .bind(fact.sequence)
    .bind(Json(&fact.extensions))
    .bind(traceparent)
    .execute(tx)
    .await?;
    Ok(())
}

/// The facts that have waited longest, in the order of sending: for the relay, and for tests that look at
/// what a command told.
pub async fn oldest(connection: &mut PgConnection, limit: i64) -> Result<Vec<Waiting>, db::Error> {
    let rows = sqlx::query(
        "select seq, id, aggregatetype, aggregateid, type, payload, topic, mode, dataschema, occurred_at, \
                recorded_at, sequence, extensions, traceparent, \
                extract(epoch from clock_timestamp() - created_at)::float8 as age_seconds \
         from outbox order by seq limit $1",
    )
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows.iter().map(waiting).collect::<Result<_, sqlx::Error>>()?)
}

impl Fact {
    /// The fact as a listener will see it, for tests of letter boxes that need no Kafka.
    pub fn arriving(&self) -> Incoming {
        let record = envelope::seal(self, "urn:bianzhi:test:test").arriving(self);
        envelope::open(&record).expect("what envelope::seal wrote is a CloudEvent")
    }
}

fn waiting(row: &PgRow) -> Result<Waiting, sqlx::Error> {
    let Json(extensions) = row.try_get("extensions")?;
    let payload: Vec<u8> = row.try_get("payload")?;
    let body = Body::stored(row.try_get("mode")?, payload).map_err(|e| sqlx::Error::Decode(Box::new(e)))?;
    let fact = Fact {
        id: row.try_get("id")?,
        topic: Topic::stored(row.try_get("topic")?),
        entity: row.try_get("aggregatetype")?,
        aggregate_id: row.try_get("aggregateid")?,
        event_type: row.try_get("type")?,
        data_schema: row.try_get("dataschema")?,
        occurred_at: row.try_get("occurred_at")?,
        recorded_at: row.try_get("recorded_at")?,
        sequence: row.try_get("sequence")?,
        extensions,
        traceparent: row.try_get("traceparent")?,
        body,
    };
    Ok(Waiting { seq: row.try_get("seq")?, age_seconds: row.try_get("age_seconds")?, fact })
}

//! Facts on their way in: offered one after another per key, each with effect once.
mod delivery;
mod lanes;
mod parked;
mod redrive;

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use kernel::error::{Coded, Kind};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

pub use parked::{Parked, list_parked, send_again};

use crate::envelope::Body;
use crate::kafka::{Error, Kafka};
use crate::topics::Topic;

/// A fact as it arrived: the attributes of its CloudEvent, and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// What [`claim`] remembers.
    pub id: EventId,
    /// Who says so. Only the topic proves it.
    pub source: String,
    /// What happened, e.g. `cn.bianzhi.case.submitted.v1`.
    pub event_type: String,
    /// The aggregate it is about.
    pub subject: Option<String>,
    /// When it happened (business time of the teller).
    pub occurred_at: Option<OffsetDateTime>,
    /// When the teller wrote it down (business time of the teller).
    pub recorded_at: Option<OffsetDateTime>,
    /// Schema of the body.
    pub data_schema: Option<String>,
    /// The teller's unit of order.
    pub partition_key: Option<String>,
    /// Position in a partner topic, contiguous from 1.
    pub sequence: Option<i64>,
    /// W3C trace context; [`run`] has already made it the parent of the span around `receive`.
    pub traceparent: Option<String>,
    /// All other attributes, e.g. a partner's `signature`.
    pub extensions: BTreeMap<String, String>,
    /// What it says.
    pub body: Body,
    /// The record's value, byte for byte: in structured mode what a partner signed.
    pub record: Vec<u8>,
    /// Where the record lies in its partition: the same when it is offered again, another when it was sent
    /// again.
    pub offset: i64,
}

/// Identifies a fact: an id is unique within the topic it came on, whoever made it up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventId {
    /// Where it came.
    pub topic: Topic,
    /// CloudEvents `id`.
    pub id: String,
}

/// A record as it lies on the broker.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) topic: Topic,
    pub(crate) partition: i32,
    pub(crate) offset: i64,
    pub(crate) key: Vec<u8>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) payload: Vec<u8>,
}

/// Why a fact was not taken in.
#[derive(Debug)]
pub enum Refusal {
    /// The world is not ready: offered again until it is, and the facts behind it wait.
    Retry(Box<dyn StdError + Send + Sync>),
    /// Our own failure: offered again a few times, then parked.
    Fault(Box<dyn StdError + Send + Sync>),
    /// It will never be acceptable as it is: parked at once, and the later facts of its key behind it.
    Park(Box<dyn StdError + Send + Sync>),
}

/// A letter box: takes a fact to the command that it means. Implemented once per service.
pub trait Receive: Send + Sync + 'static {
    /// Takes the fact in, in a transaction that claims its id first ([`claim`]).
    ///
    /// `Ok` also for a fact that was claimed before, or that is none of this house's business. Refusals of
    /// the own commands turn into a [`Refusal`] by `?`.
    fn receive(&self, fact: &Incoming) -> impl Future<Output = Result<(), Refusal>> + Send;
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.topic, self.id)
    }
}

impl<E: Coded + Send + Sync + 'static> From<E> for Refusal {
    fn from(error: E) -> Self {
        match error.kind() {
            Kind::Unavailable | Kind::Exhausted | Kind::Conflict => Self::Retry(Box::new(error)),
            Kind::Internal => Self::Fault(Box::new(error)),
            Kind::Invalid
            | Kind::Unauthenticated
            | Kind::Forbidden
            | Kind::NotFound
            | Kind::AlreadyExists
            | Kind::Precondition => Self::Park(Box::new(error)),
        }
    }
}

/// Claims a fact inside the transaction of its effect; `false` when it already had its effect.
///
/// Of two that claim at the same moment, the second waits for the first to commit or roll back.
pub async fn claim(tx: &mut PgConnection, event: &EventId) -> Result<bool, db::Error> {
    if fault::planted(fault::bug::INBOX_CLAIM_SKIPPED) {
        delivery::note_effect(true);
        return Ok(true);
    }
    let done = sqlx::query("insert into inbox (topic, event_id) values ($1, $2) on conflict do nothing")
        .bind(event.topic.as_str())
        .bind(&event.id)
        .execute(tx)
        .await?;
    let is_new = done.rows_affected() == 1;
    delivery::note_effect(is_new);
    Ok(is_new)
}

/// Offers every fact of `topics` to the receiver until stopped: in order per partition, side by side across
/// partitions, and moves on only when a fact had its effect or was parked.
///
/// Replicas of a house share the partitions. A fact may be offered twice (a crash, a rebalance); its claim
/// makes the second time harmless. Facts that a person sends through again come the same way.
pub async fn run(
    pool: PgPool,
    kafka: Kafka,
    topics: Vec<Topic>,
    receiver: impl Receive,
    stop: CancellationToken,
) -> Result<(), Error> {
    // Stopped by the service, or by the first of the two that ends.
    let stop = stop.child_token();
    let desk = delivery::Desk { pool, receiver: Arc::new(receiver), stop: stop.clone() };
    let reading = async {
        let read = lanes::run(&desk, &kafka, &topics).await;
        stop.cancel();
        read
    };
    let (read, ()) = tokio::join!(reading, redrive::run(&desk));
    read
}

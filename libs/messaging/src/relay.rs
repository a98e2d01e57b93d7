//! The carrier: facts from the outbox to Kafka, at least once, in order per key.
use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context;
use futures::future::join_all;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::FutureRecord;
use sqlx::{Connection, PgConnection, PgPool};
use tokio_util::sync::CancellationToken;

use crate::kafka::{Error, KEY_CHECK, Kafka, Sender};
use crate::outbox::{self, Waiting};
use crate::{early, envelope};

/// Advisory lock of the leader; each house has a database of its own, so the number is one for all.
const LEADER_LOCK: i64 = 727_001;
/// Facts taken at once.
const BATCH: i64 = 500;
/// How often the outbox is looked at while nothing waits. One index probe; see [`outbox::append`] on NOTIFY.
const IDLE: Duration = Duration::from_millis(25);
/// How long to wait after a failure, and between two attempts to become leader.
const RETRY: Duration = Duration::from_secs(1);
/// How long a stop waits for acknowledgements under way.
const LAST_BATCH: Duration = Duration::from_secs(2);
/// How long to wait for room in the producer's queue.
const QUEUE: Duration = Duration::from_secs(5);

/// Carries facts from the outbox to Kafka until stopped.
///
/// Replicas elect one leader by an advisory lock on a connection of its own: when it closes, however it
/// does, the leadership is free. A crash between the acknowledgement and the delete sends a fact twice;
/// a fact that can't be sent holds up its own key only. The gauge `outbox_oldest_age_seconds` says how long
/// the oldest one has been waiting.
///
/// # Errors
/// When the first producer can't be made. Later ones, for a renewed certificate, are tried again:
/// certificate and key are two files, and a moment long one may be new and the other old.
pub async fn run(pool: PgPool, kafka: Kafka, stop: CancellationToken) -> Result<(), Error> {
    early::keep(&pool);
    // Made before there is anything to send, and kept: see Kafka::producer.
    let mut key_written = kafka.key_written();
    let mut next = Ok(kafka.producer().await?);
    while !stop.is_cancelled() {
        match next {
            Ok(producer) => {
                Carrier { kafka: &kafka, producer, key_written, stop: &stop }.carry_while_valid(&pool).await;
            }
            Err(error) => {
                tracing::warn!(%error, "no producer with the renewed certificate yet, will retry");
                pause(RETRY, &stop).await;
            }
        }
        key_written = kafka.key_written();
        next = kafka.producer().await;
    }
    Ok(())
}

struct Carrier<'a> {
    kafka: &'a Kafka,
    producer: Sender,
    key_written: Option<SystemTime>,
    stop: &'a CancellationToken,
}

/// What became of a batch.
struct Sent {
    count: usize,
    failure: Option<anyhow::Error>,
}

impl Carrier<'_> {
    /// Carries, as leader or waiting to become it, until stopped or the certificate was renewed.
    async fn carry_while_valid(&self, pool: &PgPool) {
        while !self.stop.is_cancelled() && !self.key_was_renewed() {
            if let Err(error) = self.lead(pool).await {
                tracing::warn!(error = format!("{error:#}"), "outbox relay interrupted, will retry");
                pause(RETRY, self.stop).await;
            }
        }
    }

    fn key_was_renewed(&self) -> bool {
        self.kafka.key_written() != self.key_written
    }

    /// Waits for the leadership and carries until stopped, or until the certificate was renewed.
    async fn lead(&self, pool: &PgPool) -> anyhow::Result<()> {
        let mut connection = pool.acquire().await.context("connect to the outbox")?.detach();
        while !try_lock(&mut connection).await? {
            if self.stop.is_cancelled() {
                return Ok(());
            }
            pause(RETRY, self.stop).await;
        }
        self.carry(&mut connection).await?;
        connection.close().await?;
        Ok(())
    }

    async fn carry(&self, connection: &mut PgConnection) -> anyhow::Result<()> {
        let mut key_seen = Instant::now();
        let mut is_held_up = false;
        while !self.stop.is_cancelled() {
            if key_seen.elapsed() >= KEY_CHECK {
                if self.key_was_renewed() {
                    return Ok(());
                }
                key_seen = Instant::now();
            }
            // A batch under way is cut off by nothing but an overdue stop: what it has sent and not yet deleted
            // would be sent again.
            let sent = tokio::select! {
                biased;
                () = overdue(self.stop) => return Ok(()),
                sent = self.carry_batch(connection) => sent?,
            };
            let was_held_up = std::mem::replace(&mut is_held_up, sent.failure.is_some());
            if let Some(failure) = sent.failure {
                report(&failure, was_held_up);
                pause(RETRY, self.stop).await;
            } else if was_held_up {
                tracing::info!("every fact that waited is sent");
            } else if sent.count == 0 {
                pause(IDLE, self.stop).await;
            }
        }
        Ok(())
    }

    /// Sends what waits, oldest first: keys side by side, within a key one after another, so that a
    /// failure can't let a later fact overtake. Deletes what was acknowledged.
    async fn carry_batch(&self, connection: &mut PgConnection) -> anyhow::Result<Sent> {
        let waiting = outbox::oldest(connection, BATCH).await.context("read the outbox")?;
        let oldest = waiting.first().map_or(0.0, |waiting| waiting.age_seconds);
        metrics::gauge!("outbox_oldest_age_seconds").set(oldest);
        if waiting.is_empty() {
            return Ok(Sent { count: 0, failure: None });
        }

        let streams = join_all(streams(waiting).into_values().map(|stream| self.send_in_order(stream))).await;

        let mut acknowledged = Vec::new();
        let mut failure = None;
        for (sent, outcome) in streams {
            acknowledged.extend(sent);
            failure = failure.or(outcome.err());
        }
        if !acknowledged.is_empty() {
            fault::reach(fault::point::OUTBOX_SENT).await;
        }
        sqlx::query("delete from outbox where seq = any($1)")
            .bind(&acknowledged)
            .execute(connection)
            .await
            .context("delete sent facts")?;
        Ok(Sent { count: acknowledged.len(), failure })
    }

    /// Sends the facts of one stream; ends at the first that fails. Returns what was acknowledged.
    async fn send_in_order(&self, stream: Vec<Waiting>) -> (Vec<i64>, anyhow::Result<()>) {
        let mut acknowledged = Vec::with_capacity(stream.len());
        for Waiting { seq, fact, .. } in stream {
            let sealed = envelope::seal(&fact, &self.kafka.source());
            let headers = sealed.headers.iter().fold(OwnedHeaders::new(), |headers, (key, value)| {
                headers.insert(Header { key, value: Some(value) })
            });
            let topic = fact.topic.named_in(self.kafka.environment());
            let record =
                FutureRecord::to(&topic).key(&fact.aggregate_id).payload(&sealed.value).headers(headers);
            if let Err((error, _)) = self.producer.send(record, QUEUE).await {
                let what = format!("send {} {} to {topic}", fact.event_type, fact.id);
                return (acknowledged, Err(anyhow::Error::new(error).context(what)));
            }
            acknowledged.push(seq);
        }
        (acknowledged, Ok(()))
    }
}

/// Facts by their unit of order: the key inside, the whole topic towards a partner, whose stream has one
/// order.
fn streams(waiting: Vec<Waiting>) -> BTreeMap<(String, String), Vec<Waiting>> {
    let mut streams: BTreeMap<_, Vec<Waiting>> = BTreeMap::new();
    for waiting in waiting {
        let topic = waiting.fact.topic.as_str().to_owned();
        let key = match waiting.fact.topic.partner() {
            Some(_) => String::new(),
            None => waiting.fact.aggregate_id.clone(),
        };
        streams.entry((topic, key)).or_default().push(waiting);
    }
    streams
}

/// Tells that a fact can't be sent: once, however often it is tried.
fn report(failure: &anyhow::Error, is_known: bool) {
    let error = format!("{failure:#}");
    if is_known {
        tracing::debug!(error, "cannot send a fact yet");
    } else {
        tracing::warn!(error, "cannot send a fact, will retry until it is sent");
    }
}

async fn try_lock(connection: &mut PgConnection) -> anyhow::Result<bool> {
    sqlx::query_scalar("select pg_try_advisory_lock($1)")
        .bind(LEADER_LOCK)
        .fetch_one(connection)
        .await
        .context("ask for the leadership of the outbox")
}

async fn pause(duration: Duration, stop: &CancellationToken) {
    stop.run_until_cancelled(tokio::time::sleep(duration)).await;
}

/// Ends a while after the stop, when acknowledgements do not come.
async fn overdue(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(LAST_BATCH).await;
}

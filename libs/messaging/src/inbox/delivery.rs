//! One record, dealt with: it has its effect, or it is parked, or the service stops first.
use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::{Incoming, Receive, Record, Refusal, parked};
use crate::envelope;

const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How often a [`Refusal::Fault`] is offered before it is parked: about three seconds.
const FAULT_ATTEMPTS: u32 = 5;

/// What every lane needs.
pub(super) struct Desk<R> {
    pub(super) pool: PgPool,
    pub(super) receiver: Arc<R>,
    pub(super) stop: CancellationToken,
}

impl<R> Clone for Desk<R> {
    fn clone(&self) -> Self {
        let (pool, receiver, stop) = (self.pool.clone(), Arc::clone(&self.receiver), self.stop.clone());
        Self { pool, receiver, stop }
    }
}

impl<R: Receive> Desk<R> {
    /// Deals with a record; `false` when the service stops first.
    pub(super) async fn deliver(&self, record: &Record) -> bool {
        let mut wait = FIRST_WAIT;
        let mut attempt = 1;
        loop {
            let error = match self.attempt(record, attempt).await {
                Ok(()) => return true,
                Err(error) => error,
            };
            tracing::warn!(
                topic = %record.topic,
                offset = record.offset,
                %error,
                "cannot take a fact in yet, will retry in {wait:?}"
            );
            if self.stop.run_until_cancelled(tokio::time::sleep(wait)).await.is_none() {
                return false;
            }
            wait = (wait * 2).min(LONGEST_WAIT);
            attempt += 1;
        }
    }

    /// Offers once, and parks what has to be parked. An error means that nothing was decided.
    async fn attempt(
        &self,
        record: &Record,
        attempt: u32,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let fact = match envelope::open(record) {
            Ok(fact) => fact,
            Err(reason) => return self.park(record, parked::State::Unreadable, &reason).await,
        };
        if parked::holds(&self.pool, record).await? {
            let reason = "waits for an earlier fact of its key";
            parked::insert(&self.pool, record, parked::State::Behind, reason).await?;
            return Ok(());
        }
        match self.offer(&fact).await {
            Ok(()) => Ok(()),
            Err(Refusal::Park(reason)) => self.park(record, parked::State::Parked, reason.as_ref()).await,
            Err(Refusal::Fault(reason)) if attempt >= FAULT_ATTEMPTS => {
                self.park(record, parked::State::Parked, reason.as_ref()).await
            }
            Err(Refusal::Fault(reason) | Refusal::Retry(reason)) => Err(reason),
        }
    }

    /// Offers a fact in a span that continues the trace of its telling.
    pub(super) async fn offer(&self, fact: &Incoming) -> Result<(), Refusal> {
        let span = tracing::info_span!(
            "receive",
            otel.kind = "consumer",
            event.id = fact.id.id,
            event.r#type = fact.event_type,
            messaging.destination.name = %fact.id.topic,
        );
        trace::continue_in(&span, fact.traceparent.as_deref());
        self.receiver.receive(fact).instrument(span).await
    }

    async fn park(
        &self,
        record: &Record,
        state: parked::State,
        reason: &(dyn std::error::Error + Send + Sync),
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let reason = chain(reason);
        parked::insert(&self.pool, record, state, &reason).await?;
        metrics::counter!("inbox_parked_total", "topic" => record.topic.to_string()).increment(1);
        tracing::error!(
            topic = %record.topic,
            partition = record.partition,
            offset = record.offset,
            reason,
            "parked a fact of {}",
            record.topic
        );
        Ok(())
    }
}

/// The error with its causes, as one line.
pub(super) fn chain(error: &(dyn std::error::Error + Send + Sync)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

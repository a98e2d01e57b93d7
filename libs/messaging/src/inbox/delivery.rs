//! One record, dealt with: it has its effect, or it is parked, or the service stops first.
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::parked::State;
use super::{Incoming, Receive, Record, Refusal, parked};
use crate::envelope;

const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How many faults ([`Refusal::Fault`]) a fact may meet before it is parked: about three seconds.
const FAULTS: u32 = 5;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What is to be done with a record.
enum Next {
    /// It is offered; it met so many faults before.
    Offer {
        /// In this run; a restart counts anew.
        faults: u32,
    },
    /// It was refused for good: it goes on the shelf, for this reason.
    Park(State, String),
}

/// What came of an offer.
enum Offered {
    /// It had its effect, or waits on the shelf behind an earlier one.
    Done,
    /// The world is not ready, or a fault that may pass.
    Again { faults: u32, reason: BoxError },
    /// Never as it is.
    Refused(State, String),
}

tokio::task_local! {
    /// Whether the fact in hand was claimed: what the fault point behind it waits for.
    static HAD_EFFECT: Cell<bool>;
}

/// Notes that the fact in hand was claimed for the first time.
pub(super) fn note_effect(is_new: bool) {
    // No fact is in hand where a command is called otherwise, in a test for example.
    let _ = HAD_EFFECT.try_with(|had_effect| had_effect.set(had_effect.get() || is_new));
}

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
    ///
    /// Only what the receiver says counts as a fault. A database that is away costs the fact none of its
    /// offers, and a fact that is to be parked is not offered once more because the shelf is out of reach.
    pub(super) async fn deliver(&self, record: &Record) -> bool {
        let dealt_with = async {
            let mut dealt_with = self.offer_until_taken(record).await;
            if HAD_EFFECT.with(Cell::get) {
                fault::reach(fault::point::INBOX_EFFECT).await;
            }
            if dealt_with && fault::planted(fault::bug::INBOX_CLAIM_SKIPPED) {
                // What a crash at the point above leads to, every time.
                dealt_with = self.offer_until_taken(record).await;
            }
            dealt_with
        };
        HAD_EFFECT.scope(Cell::new(false), dealt_with).await
    }

    async fn offer_until_taken(&self, record: &Record) -> bool {
        let mut wait = FIRST_WAIT;
        let mut next = Next::Offer { faults: 0 };
        loop {
            let error = match self.step(record, &mut next).await {
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
        }
    }

    /// Does what is next for a record, and says in `next` what to try again after an error.
    async fn step(&self, record: &Record, next: &mut Next) -> Result<(), BoxError> {
        if let Next::Offer { faults } = next {
            match self.attempt(record, *faults).await? {
                Offered::Done => return Ok(()),
                Offered::Again { faults, reason } => {
                    *next = Next::Offer { faults };
                    return Err(reason);
                }
                Offered::Refused(state, reason) => *next = Next::Park(state, reason),
            }
        }
        match next {
            Next::Park(state, reason) => self.park(record, *state, reason).await,
            Next::Offer { .. } => Ok(()),
        }
    }

    /// Offers once, to a receiver that met so many faults before. An error means that it was not asked.
    async fn attempt(&self, record: &Record, faults: u32) -> Result<Offered, BoxError> {
        let fact = match envelope::open(record) {
            Ok(fact) => fact,
            Err(reason) => return Ok(Offered::Refused(State::Unreadable, chain(&reason))),
        };
        if parked::holds(&self.pool, record).await? {
            let reason = "waits for an earlier fact of its key";
            parked::insert(&self.pool, record, State::Behind, reason).await?;
            return Ok(Offered::Done);
        }
        let faults_now = faults + 1;
        Ok(match self.offer(&fact).await {
            Ok(()) => Offered::Done,
            Err(Refusal::Park(reason)) => Offered::Refused(State::Parked, chain(reason.as_ref())),
            Err(Refusal::Fault(reason)) if faults_now >= FAULTS => {
                Offered::Refused(State::Parked, chain(reason.as_ref()))
            }
            Err(Refusal::Fault(reason)) => Offered::Again { faults: faults_now, reason },
            Err(Refusal::Retry(reason)) => Offered::Again { faults, reason },
        })
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

    async fn park(&self, record: &Record, state: State, reason: &str) -> Result<(), BoxError> {
        parked::insert(&self.pool, record, state, reason).await?;
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

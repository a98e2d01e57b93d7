//! The probe's way back: a letter box around the house's own.
use messaging::Body;
use messaging::inbox::{self, Incoming, Receive, Refusal};
use messaging::topics::Topic;
use prost::Message;
use proto::probe::v1 as pb;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{rpc, store, topic};

/// Takes in the house's own probes and leaves every other fact to the house.
pub struct LetterBox<R> {
    house: &'static str,
    pool: PgPool,
    topic: Topic,
    others: R,
}

/// The letter box of a house that listens to nobody but itself.
pub struct NoLetters;

impl Receive for NoLetters {
    async fn receive(&self, _: &Incoming) -> Result<(), Refusal> {
        Ok(())
    }
}

impl LetterBox<NoLetters> {
    /// For a house that listens to nobody else.
    pub fn alone(house: &'static str, pool: PgPool) -> Self {
        Self::around(house, pool, NoLetters)
    }
}

impl<R: Receive> LetterBox<R> {
    /// Around the letter box of the house named `house`, whose database has the table `probe`.
    pub fn around(house: &'static str, pool: PgPool, others: R) -> Self {
        Self { house, pool, topic: topic(), others }
    }

    async fn note(&self, fact: &Incoming, bytes: &[u8]) -> Result<(), Refusal> {
        let sent = pb::ProbeSent::decode(bytes).map_err(|error| Refusal::Park(error.into()))?;
        if sent.service != self.house {
            // All houses hear all probes.
            return Ok(());
        }
        let probe_id: Uuid =
            sent.probe_id.parse().map_err(|error: uuid::Error| Refusal::Park(error.into()))?;
        // What the record on Kafka said, not what this house remembers of the sending.
        let trace_id = fact.traceparent.as_deref().and_then(channel::trace::id);

        let mut tx = db::begin(&self.pool).await?;
        if !inbox::claim(&mut tx, &fact.id).await? {
            return Ok(());
        }
        store::note_arrival(&mut tx, probe_id, trace_id).await?;
        Ok(db::commit(tx).await?)
    }
}

impl<R: Receive> Receive for LetterBox<R> {
    async fn receive(&self, fact: &Incoming) -> Result<(), Refusal> {
        if fact.id.topic != self.topic {
            return self.others.receive(fact).await;
        }
        match &fact.body {
            Body::Protobuf(bytes) if fact.event_type == rpc::sent_type() => self.note(fact, bytes).await,
            // A later release may tell more here.
            Body::Protobuf(_) | Body::Json(_) => Ok(()),
        }
    }
}

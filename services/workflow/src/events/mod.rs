//! The letter box: bridge's facts become the same commands that the front door gives.

use kernel::error::{Coded, Kind};
use messaging::Body;
use messaging::inbox::{Incoming, Receive, Refusal};
use prost::Message;
use proto::bridge::v1 as pb;

use crate::app::{App, OpinionTold};
use crate::contract;

/// Takes bridge's facts in.
pub struct LetterBox(pub App);

impl Receive for LetterBox {
    async fn receive(&self, fact: &Incoming) -> Result<(), Refusal> {
        let Body::Protobuf(bytes) = &fact.body else { return Ok(()) };
        match fact.event_type.as_str() {
            "cn.bianzhi.opinion.given.v1" => {
                let given =
                    pb::OpinionGiven::decode(bytes.as_slice()).map_err(|e| Refusal::Park(e.into()))?;
                self.note(fact, given).await
            }
            // Openings, joins and deliveries follow from the opinions, or are no business of a case.
            _ => Ok(()),
        }
    }
}

impl LetterBox {
    async fn note(&self, fact: &Incoming, given: pb::OpinionGiven) -> Result<(), Refusal> {
        let Some((opinion, actor)) = given.opinion.and_then(contract::read_opinion) else { return Ok(()) };
        let told = OpinionTold {
            case_id: given.case_id,
            version: given.case_version,
            opinion,
            actor,
            traceparent: fact.traceparent.clone(),
        };
        match self.0.note_opinion(fact.id.clone(), told).await {
            // A case of another life of this database; nobody will ever know it here.
            Err(error) if error.kind() == Kind::NotFound => Err(Refusal::Park(Box::new(error))),
            other => Ok(other?),
        }
    }
}

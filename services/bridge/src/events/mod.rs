//! The letter box: facts of the registry and of workflow, receipts and opinions of partners' systems.
mod facts;
mod partners;

use messaging::Body;
use messaging::inbox::{Incoming, Receive, Refusal};

use crate::app::App;

/// Takes each fact to its command.
pub struct LetterBox(pub App);

impl Receive for LetterBox {
    async fn receive(&self, fact: &Incoming) -> Result<(), Refusal> {
        match (&fact.body, fact.id.topic.partner()) {
            (Body::Json(data), Some(partner_id)) => partners::take(&self.0, fact, partner_id, data).await,
            (Body::Protobuf(bytes), None) => facts::take(&self.0, fact, bytes).await,
            // a house never tells JSON, and a partner's topic never holds protobuf
            (Body::Json(_), None) | (Body::Protobuf(_), Some(_)) => {
                Err(Refusal::Park("the body is not of the kind that its topic carries".into()))
            }
        }
    }
}

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
            (_, Some(partner_id)) => partners::take(&self.0, fact, partner_id).await,
            (Body::Protobuf(bytes), None) => facts::take(&self.0, fact, bytes).await,
            (Body::Json(_), None) => Err(Refusal::Park("a house never tells JSON".into())),
        }
    }
}

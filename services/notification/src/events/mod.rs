//! The letter box: facts of workflow and bridge become news.
mod convert;

use messaging::Body;
use messaging::inbox::{Incoming, Receive, Refusal};

use crate::app::{App, TakeIn};

/// Takes in what concerns anybody; every other fact is none of this house's business.
pub struct LetterBox(pub App);

impl Receive for LetterBox {
    async fn receive(&self, fact: &Incoming) -> Result<(), Refusal> {
        let Body::Protobuf(bytes) = &fact.body else { return Ok(()) };
        let read = convert::news(&fact.event_type, bytes, fact.occurred_at);
        let Some(news) = read.map_err(|error| Refusal::Park(error.into()))? else {
            return Ok(());
        };
        Ok(self.0.take_in(TakeIn { event: fact.id.clone(), news }).await?)
    }
}

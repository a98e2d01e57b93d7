//! The letter box: facts of workflow and bridge become occasions.
mod convert;

use messaging::Body;
use messaging::inbox::{Incoming, Receive, Refusal};

use crate::app::{App, Tell};

/// Takes in what concerns anybody; every other fact is none of this house's business.
pub struct LetterBox(pub App);

impl Receive for LetterBox {
    async fn receive(&self, fact: &Incoming) -> Result<(), Refusal> {
        let Body::Protobuf(bytes) = &fact.body else { return Ok(()) };
        let read = convert::occasion(&fact.event_type, bytes);
        let Some(occasion) = read.map_err(|error| Refusal::Park(error.into()))? else {
            return Ok(());
        };
        Ok(self.0.tell(Tell { event: fact.id.clone(), occasion }).await?)
    }
}

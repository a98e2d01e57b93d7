//! The telephone: what cases ask of registry, document and bridge. Every call carries a request id derived
//! from the case, so a repeat is the same request; only then may it be made again.

mod bridge;
mod document;
mod error;
mod registry;

pub use bridge::{Asked, Bridge};
pub use document::{Document, Issue};
pub use error::Error;
pub use registry::{Decided, PersonFacts, Registry, Taking};

use kernel::actor::Actor;
use uuid::Uuid;

use crate::domain::Case;

/// What every call on behalf of a case says.
#[derive(Debug, Clone)]
pub struct Errand<'a> {
    /// Derived from (case, version, step, attempt).
    pub request_id: Uuid,
    /// The case.
    pub case: &'a Case,
    /// The version that the call is about.
    pub version: i32,
    /// For whom.
    pub actor: &'a Actor,
    /// The trace that it belongs to, where no span is current: a worker's.
    pub traceparent: Option<&'a str>,
}

/// Makes a call between its two fault points: before it leaves, and with its answer in hand.
async fn between<T, E>(
    before: fault::Point,
    answered: fault::Point,
    call: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    fault::reach(before).await;
    let answer = call.await?;
    fault::reach(answered).await;
    Ok(answer)
}

/// The channel with the errand's trace.
fn traced(channel: &channel::Channel, traceparent: Option<&str>) -> channel::Channel {
    match traceparent {
        Some(traceparent) => channel.clone().traced(traceparent),
        None => channel.clone(),
    }
}

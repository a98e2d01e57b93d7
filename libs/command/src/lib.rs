//! A request asked once and answered once: request ids with stored answers, effects in other houses, and the
//! record of refused attempts.
//!
//! A *local* command claims its request id and stores its answer in one transaction. A command that needs
//! another house is an [`effect`]: the intent is committed with the claimed id, the call is made outside any
//! transaction with a [`derived_id`], and the outcome is committed with the answer.
pub mod audit;
pub mod effect;
mod error;
mod forgetting;
mod request;

pub use error::Error;
pub use forgetting::forget_old;
pub use request::{Claim, Request, answer, answered, await_answer, claim, derived_id};

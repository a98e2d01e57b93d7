//! The craft of speaking with partners' systems: what each may see, and how it is written and read.
//!
//! Messages are JSON with ISO dates and codes of `docs/domain.md` §6; fields are only ever added.
mod contract;
mod message;
mod projection;
mod reading;
mod signature;

pub use contract::asyncapi;
pub use message::{OpinionMessage, ReceiptMessage};
pub use projection::{facts, review_request};
pub use reading::{opinion, receipt};
pub use signature::Signed;

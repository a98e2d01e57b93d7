//! Calling another house. All that the command line needs, and what every service calls with.
//!
//! [`connect`] makes a lazy mTLS [`Channel`] for a generated client. Each call carries a deadline (reads 2 s,
//! writes 5 s, reports 30 s, never more than what is left of the call that caused it) and the trace. Calls
//! that carry a request id may go through [`retry`]. [`failure`] reads what came back as an error.
mod connection;
mod endpoint;
mod failure;
mod handshake;
mod identity;
mod retry;

pub mod deadline;

pub use endpoint::{Channel, Endpoint, connect};
pub use failure::{Failure, failure};
pub use identity::{Error, Identity};
pub use retry::retry;
pub use trace;

//! Facts leave a service through its outbox table and enter through its inbox table. The only crate that
//! knows Kafka.
//!
//! A command appends its fact in its own transaction ([`outbox::append`]): no fact without a commit, no
//! commit without a fact. [`relay::run`] carries the rows to Kafka, at least once and in order per key.
//! [`inbox::run`] offers what arrives to the service's letter box; [`inbox::claim`] makes the second
//! telling of a fact change nothing. What can't be taken in is parked with the facts that follow it, and
//! waits for a person. [`bootstrap::apply`] makes topics and access rules.
//!
//! On the wire a fact is a CloudEvent: binary mode with protobuf between the houses, structured JSON
//! towards partners (conventions.md, Kafka). Its `traceparent` is that of the command that told it.
pub mod bootstrap;
mod early;
mod envelope;
pub mod inbox;
mod kafka;
mod link;
pub mod outbox;
pub mod relay;
pub mod topics;

pub use envelope::{Body, Unreadable};
pub use kafka::{Config, Error, Kafka, Tls};

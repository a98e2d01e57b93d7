//! Outbox, relay and inbox against a real PostgreSQL and librdkafka's own mock broker.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and owns its tasks"
)]
mod inbox;
mod parked;
mod relay;
mod trace;
mod world;

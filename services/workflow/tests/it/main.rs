//! The house in process: real gRPC behind real mTLS, a real database, a clock that stands still, and fakes of
//! the three houses that it calls.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "a test fails by panicking"
)]

mod bridge;
mod definitions;
mod document;
mod effects;
mod entry;
mod forms;
mod leaving;
mod lists;
mod materials;
mod quota_use;
mod refusals;
mod registry;
mod rooms;
mod tables;
mod world;

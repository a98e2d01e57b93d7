//! The house in process: real gRPC, real PostgreSQL, a directory and a clock of the test's own.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and owns its tasks"
)]
mod acknowledgements;
mod deadlines;
mod house;
mod inboxes;
mod migrations;
mod opinions;
mod rooms;
mod spool;

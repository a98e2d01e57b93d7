//! bridge as a whole, over a real database.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod asyncapi;
mod deliveries;
mod house;
mod limits;
mod migrations;
mod parking;
mod proofs;
mod reviews;
mod rooms;
mod system;

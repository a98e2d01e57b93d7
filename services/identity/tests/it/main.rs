//! Identity over real mTLS and a real database.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod directory;
mod enrolment;
mod house;
mod init;
mod renewal;
mod revocation;
mod rooms;
mod trust;

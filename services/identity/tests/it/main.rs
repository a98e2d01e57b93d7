//! Identity over real mTLS and a real database.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod rooms;

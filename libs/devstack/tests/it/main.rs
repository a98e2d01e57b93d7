//! The private servers, the links between processes, and that nothing outlives its caller.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod ca;
mod crash;
mod kafka;
mod postgres;
mod proxy;

//! A house behind its layers, in process and over real mTLS.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod directory;
mod doors;
mod layers;
mod renewal;

//! The registry as its callers see it: gRPC with certificates, over a database of its own.
#![allow(
    clippy::unwrap_used,
    clippy::clone_on_ref_ptr,
    reason = "a test fails by panicking; a clone of a channel is a clone of a handle"
)]

mod base;
mod expiry;
mod figures;
mod guards;
mod house;
mod import;
mod outage;
mod persons;
mod races;
mod refusals;
mod replay;
mod season;
mod visibility;
mod walls;

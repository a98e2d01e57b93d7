//! The whole mesh, black box: golden scenarios as data, and the first fault.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fault;
mod golden;
mod identity;
mod mesh;
mod partners;

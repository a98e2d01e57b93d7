//! The whole mesh, black box: golden scenarios as data, and faults under load.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod faults;
mod golden;
mod identity;
mod kill;
mod mesh;
mod partners;

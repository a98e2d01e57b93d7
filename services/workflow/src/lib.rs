//! workflow: what is being asked — items, cases, desks, clocks, decisions (domain.md §3.0).
//!
//! A request crosses the rooms in one direction: `grpc` or `events` → `app` (one file per command) →
//! `domain` decides → `store` records the state, its timeline entry and its fact in one transaction. What
//! needs another house is an effect: `app` commits the intent, calls through `remote`, and commits the
//! outcome with the answer; `workers` finishes what a dead task left behind. How an item is handled is data:
//! `definition` reads the YAML of `definitions/`, and refuses one in which a path does not end, a state has
//! no actor, a hold leaks or four eyes do not hold.
pub mod app;
mod assembly;
mod config;
pub mod contract;
pub mod definition;
pub mod domain;
pub mod events;
pub mod grpc;
pub mod remote;
pub mod store;
pub mod workers;

pub use assembly::{build, offer};
pub use config::Config;

//! The registry: what is true about institutions, their seats and the people on them.
//!
//! Seats are a double-entry ledger over business dates (`domain/ledger`, `migrations/0004_ledger.sql`): a case
//! holds them, a permit keeps them, a person takes one. workflow asks for each step under a request id, and the
//! registry may still refuse: it is the only authority on seats and persons, and one row lock per bucket decides
//! who comes first. The database itself keeps the ledger balanced and refuses any step below nothing, past or
//! future. A request crosses the rooms in one direction, `grpc` → `app` → `domain` + `store`, and what changed is
//! told through the outbox in the same transaction.
//!
//! Start with `app/hold_seats.rs`, then `app/apply_entry.rs`.
pub mod app;
mod assembly;
mod config;
pub mod domain;
pub mod grpc;
pub mod store;
mod wire;

pub use assembly::{build, server};
pub use config::Config;

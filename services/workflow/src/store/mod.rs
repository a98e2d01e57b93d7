//! The archive: SQL only, rows in, domain values out. Every function takes the caller's connection.
//!
//! [`cases::record`] is the one way a case changes: its row, form, clock, opinions and papers, its timeline
//! entry and its facts, all or nothing.

mod assembling;
pub mod cases;
pub mod definitions;
mod error;
mod facts;
pub mod listing;
pub mod materials;
mod parts;
pub mod persons;
pub mod timeline;

pub use error::Error;
pub use messaging::inbox::{EventId, claim};

/// On whose behalf something is recorded, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Performer {
    /// The person; of a worker's step the one whose intent it finishes.
    pub actor: kernel::actor::Actor,
    /// The service whose worker acts, with its leaf's serial; empty when the person's own call does.
    pub service: String,
    /// W3C trace context of the call that caused it.
    pub traceparent: Option<String>,
}

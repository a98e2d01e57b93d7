//! SQL only: rows in, domain values out.
pub mod messages;

pub use messaging::inbox::{EventId, claim};

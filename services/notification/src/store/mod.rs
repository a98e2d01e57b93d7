//! SQL only: rows in, domain values out.
pub mod deliveries;
pub mod messages;
pub mod reminders;

pub use messaging::inbox::{EventId, claim};

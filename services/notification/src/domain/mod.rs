//! What happened, to whom it matters, and in what words.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::as_conversions, clippy::panic))]
mod deadline;
mod delivery;
mod message;
mod news;
mod occasion;
mod reminder;

pub use deadline::{CaseClock, Course, Ladder, Level, Stage};
pub use delivery::{Delivery, DeliveryId, back_off};
pub use message::{Filter, Kind, Message, MessageId, Names, Position, Sentence};
pub use news::{Change, News, Standing};
pub use occasion::{Address, CaseRef, Happening, Occasion, Side};
pub use reminder::{Charge, Reminder};

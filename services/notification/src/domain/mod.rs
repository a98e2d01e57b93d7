//! What happened, to whom it matters, and in what words.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::as_conversions, clippy::panic))]
mod message;
mod occasion;

pub use message::{Kind, Message, MessageId, Names, Position, Sentence};
pub use occasion::{Address, CaseRef, Happening, Occasion, Side};

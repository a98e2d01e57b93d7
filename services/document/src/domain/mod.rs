//! The rule book of papers: what they say, how they are numbered, who may read what. Pure.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::as_conversions, clippy::panic))]
mod audience;
mod document;
mod number;
mod order;
mod paper;
#[doc(hidden)]
pub mod samples;
mod wording;

pub use audience::{Audience, Reader, ReaderKind};
pub use document::{Document, DocumentId, DocumentState, PaperCopy};
pub use number::{DocNo, Opening, OpeningError};
pub use order::{Order, OrderError, Slip};
pub use paper::{
    Body, Direction, Entry, Funding, FundingPerson, Head, Letter, Opinion, Paper, PaperKind, Permit,
    PostLine, SlipRef, Snapshot, UnitLine,
};
pub use wording::{capital, date_zh};

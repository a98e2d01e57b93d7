//! The words that the front door, the telephone and the letter box share: `bianzhi.type.v1` ↔ domain.

mod form;
mod opinion;

use kernel::clock::local_date;
use proto::google::r#type::Date;
use proto::moment;
use time::OffsetDateTime;

pub use form::{proposed_change, read_form};
pub use opinion::read_opinion;

/// The business date of an instant.
pub fn date_of(at: OffsetDateTime) -> Date {
    moment::date(local_date(at))
}

//! Fields of a request that cannot be read, all of them at once.

use kernel::error::{Coded, Kind, Violation};
use time::Date;

/// What was found so far.
#[derive(Debug, Default, thiserror::Error)]
#[error("{} fields of the request are wrong", .0.len())]
pub(super) struct Defects(pub(super) Vec<Violation>);

impl Coded for Defects {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn reason(&self) -> &str {
        "FIELD_INVALID"
    }

    fn violations(&self) -> &[Violation] {
        &self.0
    }
}

impl Defects {
    /// Notes a defect.
    pub(super) fn note(&mut self, field: impl Into<String>, zh: &str, en: &str) {
        self.0.push(Violation::new(field, zh, en));
    }

    /// Reads a date; one that is missing or does not exist is noted, and some date comes back so that
    /// the other fields can be looked at.
    pub(super) fn date(&mut self, field: &str, date: Option<proto::google::r#type::Date>) -> Date {
        date.and_then(proto::moment::read_date).unwrap_or_else(|| {
            self.note(field, "不是有效日期", "is not a date");
            Date::MIN
        })
    }

    /// Reads a count.
    pub(super) fn count(&mut self, field: &str, count: i32) -> u32 {
        u32::try_from(count).unwrap_or_else(|_| {
            self.note(field, "不得为负", "must not be negative");
            0
        })
    }
}

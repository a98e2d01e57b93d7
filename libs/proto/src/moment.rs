//! Dates and instants, between the contract's types and Rust's.

use prost_types::Timestamp;
use time::{Date, Month, OffsetDateTime};

use crate::google::r#type as google;

/// A date as the contract has it.
pub fn date(date: Date) -> google::Date {
    google::Date { year: date.year(), month: i32::from(u8::from(date.month())), day: i32::from(date.day()) }
}

/// Reads a date; none for one that does not exist, also one without a month or a day.
pub fn read_date(date: google::Date) -> Option<Date> {
    let month = Month::try_from(u8::try_from(date.month).ok()?).ok()?;
    Date::from_calendar_date(date.year, month, u8::try_from(date.day).ok()?).ok()
}

/// An instant as the contract has it.
pub fn timestamp(instant: OffsetDateTime) -> Timestamp {
    // A second has fewer than 2^31 nanoseconds.
    let nanos = i32::try_from(instant.nanosecond()).unwrap_or_default();
    Timestamp { seconds: instant.unix_timestamp(), nanos }
}

/// Reads an instant, in UTC; none for one outside the years that can be told, or with nanoseconds that no
/// second has.
pub fn read_timestamp(timestamp: Timestamp) -> Option<OffsetDateTime> {
    let nanos = u32::try_from(timestamp.nanos).ok()?;
    OffsetDateTime::from_unix_timestamp(timestamp.seconds).ok()?.replace_nanosecond(nanos).ok()
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn a_date_comes_back_and_one_that_does_not_exist_is_none() {
        let day = date!(2026 - 09 - 01);

        assert_eq!(date(day), google::Date { year: 2026, month: 9, day: 1 });
        assert_eq!(read_date(date(day)), Some(day));
        for (year, month, day) in [(2026, 2, 29), (2026, 13, 1), (2026, 0, 0), (2026, -1, 1), (0, 0, 0)] {
            assert_eq!(read_date(google::Date { year, month, day }), None, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn an_instant_comes_back_to_the_nanosecond_also_before_1970() {
        for instant in [datetime!(2026-08-24 09:30:00.123456789 +8), datetime!(1969-12-31 23:59:59.5 UTC)] {
            assert_eq!(read_timestamp(timestamp(instant)), Some(instant));
        }
        for (seconds, nanos) in [(i64::MAX, 0), (0, -1), (0, 1_000_000_000)] {
            assert_eq!(read_timestamp(Timestamp { seconds, nanos }), None, "{seconds} {nanos}");
        }
    }
}

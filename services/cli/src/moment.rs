//! Dates and instants as the screen shows them and a clerk writes them, in Shanghai's time.

use prost_types::Timestamp;
use proto::google::r#type::Date as ProtoDate;
use proto::moment;
use time::format_description::well_known::Rfc3339;
use time::macros::{format_description, offset};
use time::{Date, OffsetDateTime, PrimitiveDateTime};

/// Reads a date; none if it is not set or does not exist.
pub fn date(date: Option<&ProtoDate>) -> Option<Date> {
    date.copied().and_then(moment::read_date)
}

/// A date as a table shows it; empty if it is not set.
pub fn day(shown: Option<&ProtoDate>) -> String {
    date(shown).map_or_else(String::new, |date| date.to_string())
}

/// An instant in Shanghai's time.
fn local(instant: Option<&Timestamp>) -> Option<OffsetDateTime> {
    let instant = instant.copied().and_then(moment::read_timestamp)?;
    Some(instant.to_offset(offset!(+8)))
}

/// The day in Shanghai of an instant.
pub fn local_date(instant: Option<&Timestamp>) -> Option<Date> {
    local(instant).map(OffsetDateTime::date)
}

/// An instant as a table shows it, to the minute; empty if it is not set.
pub fn minute(instant: Option<&Timestamp>) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]");
    local(instant).and_then(|local| local.format(&format).ok()).unwrap_or_default()
}

/// The time of day of an instant, to the millisecond; empty if it is not set.
pub fn millisecond(instant: Option<&Timestamp>) -> String {
    let format = format_description!("[hour]:[minute]:[second].[subsecond digits:3]");
    local(instant).and_then(|local| local.format(&format).ok()).unwrap_or_default()
}

/// An instant for programs.
pub fn rfc3339(instant: Option<&Timestamp>) -> Option<String> {
    local(instant)?.format(&Rfc3339).ok()
}

/// Reads an instant: RFC 3339, or `YYYY-MM-DD HH:MM` in Shanghai's time, or a date for its end.
pub fn instant(text: &str) -> Result<Timestamp, String> {
    let minutes = format_description!("[year]-[month]-[day] [hour]:[minute]");
    let read = OffsetDateTime::parse(text, &Rfc3339)
        .ok()
        .or_else(|| {
            PrimitiveDateTime::parse(text, &minutes).ok().map(|local| local.assume_offset(offset!(+8)))
        })
        .or_else(|| {
            let day = Date::parse(text, &format_description!("[year]-[month]-[day]")).ok()?;
            Some(day.next_day()?.midnight().assume_offset(offset!(+8)) - time::Duration::seconds(1))
        });
    let instant = read.ok_or_else(|| {
        "not a time: write YYYY-MM-DD, \"YYYY-MM-DD HH:MM\" or RFC 3339 / 时间格式不正确".to_owned()
    })?;
    Ok(moment::timestamp(instant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_may_be_written_in_three_ways() {
        let shown = |text| rfc3339(Some(&instant(text).unwrap())).unwrap();

        assert_eq!(shown("2026-08-27T09:30:00Z"), "2026-08-27T17:30:00+08:00");
        assert_eq!(shown("2026-08-27 17:30"), "2026-08-27T17:30:00+08:00");
        assert_eq!(shown("2026-08-27"), "2026-08-27T23:59:59+08:00");
        assert!(instant("yesterday").is_err());
    }
}

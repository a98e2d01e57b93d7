//! Business time that stands still until a test moves it.
use kernel::clock::{BusinessClock, at_local};
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

/// The instant of a local date and time in China, e.g. `local("2026-03-10 09:20")`.
pub fn local(text: &str) -> OffsetDateTime {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]");
    let local = PrimitiveDateTime::parse(text, format)
        .unwrap_or_else(|error| panic!("`{text}` is no `YYYY-MM-DD hh:mm`: {error}"));
    at_local(local.date(), local.time())
}

/// A business clock that stands at a local date and time in China.
pub fn standing_at(text: &str) -> BusinessClock {
    BusinessClock::fixed(local(text))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn nine_in_the_morning_is_one_in_utc() {
        assert_eq!(standing_at("2026-03-10 09:20").now(), datetime!(2026-03-10 01:20 UTC));
    }
}

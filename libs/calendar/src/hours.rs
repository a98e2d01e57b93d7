//! Office hours, in which amber and red are measured, and days of Asia/Shanghai.

use time::macros::{offset, time};
use time::{Date, OffsetDateTime, Time, UtcOffset};

/// China has had one zone and no summer time since 1992; earlier instants are never converted.
pub(crate) const SHANGHAI: UtcOffset = offset!(+8);

/// When offices are open on a working day, and until when a submission belongs to its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OfficeHours {
    pub morning_from: Time,
    pub morning_to: Time,
    pub afternoon_from: Time,
    /// The end of office hours, at which a limit ends.
    pub afternoon_to: Time,
    /// A submission at this time or before belongs to its working day (class T0).
    pub cut_off: Time,
}

impl Default for OfficeHours {
    fn default() -> Self {
        Self {
            morning_from: time!(08:30),
            morning_to: time!(12:00),
            afternoon_from: time!(14:30),
            afternoon_to: time!(17:30),
            cut_off: time!(15:00),
        }
    }
}

impl OfficeHours {
    /// Office seconds of one working day.
    pub fn seconds(&self) -> i64 {
        self.morning_seconds() + (self.afternoon_to - self.afternoon_from).whole_seconds()
    }

    fn morning_seconds(&self) -> i64 {
        (self.morning_to - self.morning_from).whole_seconds()
    }

    /// Office seconds of a working day that are over at a time of day.
    pub(crate) fn seconds_before(&self, at: Time) -> i64 {
        let morning = (at.clamp(self.morning_from, self.morning_to) - self.morning_from).whole_seconds();
        let afternoon =
            (at.clamp(self.afternoon_from, self.afternoon_to) - self.afternoon_from).whole_seconds();
        morning + afternoon
    }

    /// The time of day at which so many office seconds of a working day are over.
    pub(crate) fn time_after(&self, seconds: i64) -> Time {
        let seconds = seconds.clamp(0, self.seconds());
        let morning = self.morning_seconds();
        if seconds <= morning {
            return self.morning_from + time::Duration::seconds(seconds);
        }
        self.afternoon_from + time::Duration::seconds(seconds - morning)
    }

    /// The instant at which a limit ends that is due on a day.
    pub fn end_of(&self, date: Date) -> OffsetDateTime {
        at_local(date, self.afternoon_to)
    }
}

/// The day in Asia/Shanghai to which an instant belongs.
pub(crate) fn local_date(at: OffsetDateTime) -> Date {
    at.to_offset(SHANGHAI).date()
}

/// The instant, in UTC, of a time of day in Asia/Shanghai.
pub(crate) fn at_local(date: Date, at: Time) -> OffsetDateTime {
    date.with_time(at).assume_offset(SHANGHAI).to_offset(UtcOffset::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_working_day_has_six_and_a_half_office_hours() {
        assert_eq!(OfficeHours::default().seconds(), 6 * 3600 + 1800);
    }

    #[test]
    fn the_midday_break_does_not_count() {
        let hours = OfficeHours::default();

        assert_eq!(hours.seconds_before(time!(13:10)), hours.seconds_before(time!(12:00)));
        assert_eq!(hours.time_after(hours.seconds() / 2), time!(11:45));
        assert_eq!(hours.time_after(4 * 3600), time!(15:00));
        assert_eq!(hours.seconds_before(time!(15:00)), 4 * 3600);
    }

    #[test]
    fn the_end_of_a_day_is_half_past_five_in_shanghai() {
        let end = OfficeHours::default().end_of(time::macros::date!(2026 - 08 - 27));

        assert_eq!(end, time::macros::datetime!(2026-08-27 09:30 UTC));
    }
}

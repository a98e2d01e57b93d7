//! Adding working days, with every day on the way named.

use serde::{Deserialize, Serialize};
use time::Date;

use crate::almanac::Calendar;
use crate::day::{Day, iso};

/// A deadline and how it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The day that starts the limit; not counted (Civil Code Art. 201 by analogy).
    #[serde(with = "iso")]
    pub from: Date,
    /// Working days to add.
    pub days: u32,
    /// The last working day of the limit.
    #[serde(with = "iso")]
    pub due: Date,
    /// A day on the way lies in a year whose notice is not published: recompute when it is.
    pub provisional: bool,
    /// The version of the calendar that was used.
    pub calendar: String,
    /// Every day from the start to the deadline, in order.
    pub derivation: Vec<Line>,
}

/// One day of a derivation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    #[serde(flatten)]
    pub day: Day,
    pub count: Count,
}

/// What a day does to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// The day that starts the limit: day 0, whatever its kind.
    Start,
    /// The n-th counted working day.
    Counted(u32),
    /// A free day.
    Skipped,
    /// The submission came after the cut-off: the day belongs to the next one.
    AfterCutOff,
    /// The limit ends on this very day: a same-day limit, or nothing was left when it ran again.
    Last,
}

/// The deadline lies beyond the last date this program can name (year 9999).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the deadline lies beyond the calendar")]
pub struct Error;

impl Calendar {
    /// The day on which `days` working days after `from` are over, with the derivation.
    ///
    /// The start day is day 0, whatever its kind; each later working day counts one. With 0 days
    /// the limit ends on the start day, or on the next working day if that is free.
    pub fn due(&self, from: Date, days: u32) -> Result<Due, Error> {
        self.due_after(from, 0, days)
    }

    /// The date of [`Calendar::due`] without its derivation.
    pub fn add_working_days(&self, from: Date, days: u32) -> Result<Date, Error> {
        self.due(from, days).map(|due| due.due)
    }

    /// As [`Calendar::due`], where `used` days of the limit were counted before `from`: the lines
    /// go on with their numbers.
    pub(crate) fn due_after(&self, from: Date, used: u32, days: u32) -> Result<Due, Error> {
        if days == 0 {
            return self.due_same_day(from, false);
        }
        let mut derivation = vec![Line { day: self.day(from), count: Count::Start }];
        let mut date = from;
        let mut counted = 0;
        while counted < days {
            date = date.next_day().ok_or(Error)?;
            let day = self.day(date);
            counted += u32::from(day.working);
            let count = if day.working { Count::Counted(used + counted) } else { Count::Skipped };
            derivation.push(Line { day, count });
        }
        Ok(self.derived(from, days, date, derivation))
    }

    /// The end of a limit without days: the day itself, after the cut-off the next one, and in
    /// either case the next working day if it is free.
    pub(crate) fn due_same_day(&self, from: Date, after_cut_off: bool) -> Result<Due, Error> {
        let mut derivation = Vec::new();
        let mut date = from;
        if after_cut_off {
            derivation.push(Line { day: self.day(date), count: Count::AfterCutOff });
            date = date.next_day().ok_or(Error)?;
        }
        while !self.is_working(date) {
            derivation.push(Line { day: self.day(date), count: Count::Skipped });
            date = date.next_day().ok_or(Error)?;
        }
        derivation.push(Line { day: self.day(date), count: Count::Last });
        Ok(self.derived(from, 0, date, derivation))
    }

    fn derived(&self, from: Date, days: u32, due: Date, derivation: Vec<Line>) -> Due {
        let provisional = derivation.iter().any(|line| line.day.provisional);
        Due { from, days, due, provisional, calendar: self.version().to_owned(), derivation }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::Duration;
    use time::macros::date;

    use super::*;

    #[test]
    fn the_deadlines_of_the_reference() {
        let calendar = Calendar::published();
        for (from, days, due, provisional) in [
            (date!(2026 - 02 - 12), 5, date!(2026 - 02 - 26), false),
            (date!(2026 - 02 - 13), 2, date!(2026 - 02 - 24), false),
            (date!(2026 - 02 - 14), 5, date!(2026 - 02 - 28), false),
            (date!(2026 - 04 - 29), 5, date!(2026 - 05 - 09), false),
            (date!(2026 - 04 - 30), 2, date!(2026 - 05 - 07), false),
            (date!(2026 - 05 - 08), 2, date!(2026 - 05 - 11), false),
            (date!(2026 - 12 - 30), 5, date!(2027 - 01 - 07), true),
            (date!(2026 - 06 - 17), 5, date!(2026 - 06 - 25), false),
            (date!(2026 - 09 - 18), 2, date!(2026 - 09 - 21), false),
            (date!(2026 - 09 - 23), 5, date!(2026 - 10 - 08), false),
            (date!(2026 - 10 - 08), 2, date!(2026 - 10 - 10), false),
            (date!(2025 - 01 - 24), 2, date!(2025 - 01 - 27), false),
            (date!(2025 - 09 - 30), 5, date!(2025 - 10 - 14), false),
            (date!(2026 - 09 - 30), 5, date!(2026 - 10 - 13), false),
            // Starts on a free day.
            (date!(2026 - 05 - 02), 2, date!(2026 - 05 - 07), false),
            (date!(2026 - 02 - 21), 5, date!(2026 - 02 - 28), false),
            // G1, and the filing limit of G7.
            (date!(2026 - 08 - 20), 5, date!(2026 - 08 - 27), false),
            (date!(2026 - 08 - 31), 10, date!(2026 - 09 - 14), false),
        ] {
            let found = calendar.due(from, days).unwrap();

            assert_eq!((found.due, found.provisional), (due, provisional), "{from} + {days}");
        }
    }

    #[test]
    fn the_derivation_names_every_day() {
        let due = Calendar::published().due(date!(2026 - 05 - 08), 2).unwrap();

        let counts: Vec<_> = due.derivation.iter().map(|line| (line.day.date.day(), line.count)).collect();
        assert_eq!(
            counts,
            [(8, Count::Start), (9, Count::Counted(1)), (10, Count::Skipped), (11, Count::Counted(2))]
        );
    }

    #[test]
    fn no_days_end_on_the_start_day_or_the_next_working_day() {
        let calendar = Calendar::published();

        assert_eq!(calendar.add_working_days(date!(2026 - 08 - 20), 0), Ok(date!(2026 - 08 - 20)));
        assert_eq!(calendar.add_working_days(date!(2026 - 08 - 22), 0), Ok(date!(2026 - 08 - 24)));
    }

    #[test]
    fn a_deadline_beyond_the_calendar_is_an_error() {
        assert_eq!(Calendar::published().add_working_days(date!(9999 - 12 - 30), 5), Err(Error));
    }

    proptest! {
        #[test]
        fn the_deadline_is_a_working_day_and_counts_exactly_the_days_asked(
            offset in 0_i64..7000, days in 1_u32..60,
        ) {
            let calendar = Calendar::published();
            let from = date!(2007 - 01 - 01) + Duration::days(offset);

            let due = calendar.due(from, days).unwrap();

            prop_assert!(calendar.is_working(due.due));
            prop_assert_eq!(calendar.working_days_between(from, due.due), days);
            let counted = due.derivation.iter().filter(|line| matches!(line.count, Count::Counted(_))).count();
            prop_assert_eq!(u32::try_from(counted).unwrap(), days);
            prop_assert_eq!(i64::try_from(due.derivation.len()).unwrap(), (due.due - from).whole_days() + 1);
        }

        #[test]
        fn adding_in_two_steps_is_adding_at_once(offset in 0_i64..7000, first in 1_u32..20, second in 1_u32..20) {
            let calendar = Calendar::published();
            let from = date!(2007 - 01 - 01) + Duration::days(offset);

            let stop = calendar.add_working_days(from, first).unwrap();

            prop_assert_eq!(
                calendar.add_working_days(stop, second),
                calendar.add_working_days(from, first + second)
            );
        }
    }
}

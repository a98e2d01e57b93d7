//! One stretch in which a clock ran, from a start or resumption to the next pause or stop.

use time::{Date, OffsetDateTime, Time};

use super::{Error, Limit, Pause, Rules};
use crate::almanac::Calendar;
use crate::due::{Count, Due};
use crate::hours::{SHANGHAI, at_local, local_date};

/// A stretch of running, with the deadline that held in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub from: OffsetDateTime,
    /// When it was paused or stopped; None while it runs.
    pub until: Option<OffsetDateTime>,
    /// Why it ended, if it ended in a pause.
    pub pause: Option<Pause>,
    /// Working days of the limit used before this run.
    pub used_before: u32,
    /// Working days of the limit used when the run ended; the day of a return counts as used.
    pub used: u32,
    /// The deadline with its derivation: the days counted in this run.
    pub due: Due,
    /// The end of office hours of the deadline's day.
    pub due_at: OffsetDateTime,
    pub amber_at: OffsetDateTime,
    pub red_at: OffsetDateTime,
}

impl Run {
    /// Begins a run at an instant.
    pub(super) fn begin(
        limit: Limit,
        used_before: u32,
        from: OffsetDateTime,
        rules: &Rules,
        calendar: &Calendar,
    ) -> Result<Self, Error> {
        let due = match limit {
            Limit::T0 => calendar.due_same_day(local_date(from), is_after_cut_off(from, rules))?,
            Limit::M2 | Limit::L5 | Limit::Desk { .. } => {
                let left = limit.days().saturating_sub(used_before);
                calendar.due_after(local_date(from), used_before, left)?
            }
        };
        let warnings = Warnings { limit, used_before, from, due: &due, rules };
        let (amber_at, red_at) = (warnings.at(rules.amber_percent), warnings.at(rules.red_percent));
        let due_at = rules.hours.end_of(due.due);
        Ok(Self {
            from,
            until: None,
            pause: None,
            used_before,
            used: used_before,
            due,
            due_at,
            amber_at,
            red_at,
        })
    }

    /// Ends the run. The day of the end counts as used, the day of the beginning does not.
    pub(super) fn end(&mut self, at: OffsetDateTime, pause: Option<Pause>, calendar: &Calendar) {
        self.until = Some(at);
        self.pause = pause;
        self.used = self.used_before + calendar.working_days_between(local_date(self.from), local_date(at));
    }

    /// The moment from which the limit was exceeded in this run, if it was by `now`.
    pub(super) fn breached_at(&self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let end = self.until.unwrap_or(now);
        (end > self.due_at).then_some(self.due_at)
    }
}

/// Whether a T0 submission belongs to the next working day. On a free day it does anyway.
fn is_after_cut_off(at: OffsetDateTime, rules: &Rules) -> bool {
    at.to_offset(SHANGHAI).time() > rules.hours.cut_off
}

/// When a share of a limit's office time is over.
struct Warnings<'a> {
    limit: Limit,
    used_before: u32,
    from: OffsetDateTime,
    due: &'a Due,
    rules: &'a Rules,
}

impl Warnings<'_> {
    fn at(&self, percent: u32) -> OffsetDateTime {
        match self.limit {
            Limit::T0 => self.within_the_day(percent),
            Limit::M2 | Limit::L5 | Limit::Desk { .. } => self.within_the_days(percent),
        }
    }

    /// T0 runs from the submission, or from the opening of its counted day, to the end of that day.
    fn within_the_day(&self, percent: u32) -> OffsetDateTime {
        let hours = &self.rules.hours;
        let opened = if local_date(self.from) == self.due.due {
            hours.seconds_before(self.from.to_offset(SHANGHAI).time())
        } else {
            0
        };
        let left = hours.seconds() - opened;
        at_local(self.due.due, hours.time_after(opened + left * i64::from(percent) / 100))
    }

    /// The office time of the counted days is the limit; days used before count in full. A share
    /// that was over before this run is over at its beginning.
    fn within_the_days(&self, percent: u32) -> OffsetDateTime {
        let seconds = self.rules.hours.seconds();
        let share = i64::from(self.limit.days()) * seconds * i64::from(percent) / 100;
        let here = share - i64::from(self.used_before) * seconds;
        if here <= 0 {
            return self.from;
        }
        // The end of a full day is that day's last second, not the next day's first.
        let full_days = (here - 1) / seconds;
        let mut counted =
            self.due.derivation.iter().filter(|line| is_counted(line.count)).map(|line| line.day.date);
        let day = usize::try_from(full_days).ok().and_then(|full_days| counted.nth(full_days));
        let (day, time): (Date, Time) = match day {
            Some(day) => (day, self.rules.hours.time_after(here - full_days * seconds)),
            None => (self.due.due, self.rules.hours.afternoon_to),
        };
        at_local(day, time)
    }
}

fn is_counted(count: Count) -> bool {
    matches!(count, Count::Counted(_))
}

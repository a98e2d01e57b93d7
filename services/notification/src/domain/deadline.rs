//! Deadlines that come near or are over (domain.md §3.0 "Clock rules"). What a clock shows is read by
//! libs/calendar from the ticks that facts tell, as workflow reads it.
use calendar::{Calendar, ClockError, Limit, Rules};
use kernel::clock::local_date;
use time::{Duration, OffsetDateTime};

/// How near a deadline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 60 % of the limit's office time is over (黄灯, 临期).
    Amber,
    /// 90 % is over (红灯).
    Red,
    /// All of it is over (逾期).
    Overdue,
}

impl Level {
    /// Every level, in the order in which a limit goes through them.
    pub const ALL: [Self; 3] = [Self::Amber, Self::Red, Self::Overdue];

    /// The word of rows and of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Amber => "AMBER",
            Self::Red => "RED",
            Self::Overdue => "OVERDUE",
        }
    }

    /// The level with this word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == word)
    }
}

/// A limit that runs within a case. Each of its levels is told once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stage {
    /// Kind of the department that owes its opinion, e.g. `hr_bureau`; none for the limit of the case itself.
    pub department: Option<String>,
    /// An opinion's limit: the case version that it is about. A T0 limit starts anew at each submission, and this
    /// counts them from 1; any other limit of a case goes on after a pause and stays 1.
    pub round: i32,
}

/// When a running limit goes through its levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ladder {
    /// From this moment on it is amber.
    pub amber_at: OffsetDateTime,
    /// From this moment on it is red.
    pub red_at: OffsetDateTime,
    /// Its last moment.
    pub due_at: OffsetDateTime,
}

/// How a limit stands after a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// It runs.
    Runs(Ladder),
    /// It is over or stands still since then: a level that had not come by that moment does not come.
    Ended {
        /// The last moment in which it ran.
        at: OffsetDateTime,
    },
}

/// The statutory clock of a case (办理时限) as its facts tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseClock {
    /// Class of the limit.
    pub limit: Limit,
    /// Everything that happened to it, in the order of time.
    pub events: Vec<calendar::Event>,
}

impl Ladder {
    /// Each level with the first moment at which it holds, in order. A limit is over only after its last moment.
    pub fn rungs(&self) -> [(Level, OffsetDateTime); 3] {
        let over_from = self.due_at + Duration::MICROSECOND;
        let red_at = self.red_at.min(over_from);
        [(Level::Amber, self.amber_at.min(red_at)), (Level::Red, red_at), (Level::Overdue, over_from)]
    }

    /// The ladder of an opinion, asked at one moment and due at another.
    ///
    /// # Errors
    /// When it lies beyond the calendar.
    pub fn of_opinion(
        asked_at: OffsetDateTime,
        due_at: OffsetDateTime,
        rules: &Rules,
        calendar: &Calendar,
    ) -> Result<Self, ClockError> {
        let days = calendar.working_days_between(local_date(asked_at), local_date(due_at));
        let started = [calendar::Event::Started { at: asked_at }];
        let reading = calendar::read(Limit::Desk { days }, &started, rules, calendar)?;
        let warned = reading.and_then(|reading| {
            let run = reading.running()?;
            Some((run.amber_at, run.red_at))
        });
        let (amber_at, red_at) = warned.unwrap_or((due_at, due_at));
        Ok(Self { amber_at, red_at, due_at })
    }
}

impl CaseClock {
    /// The limit of the case and how it stands; none before the clock starts.
    ///
    /// # Errors
    /// When the ticks are those of no case, or the deadline lies beyond the calendar.
    pub fn course(&self, rules: &Rules, calendar: &Calendar) -> Result<Option<(Stage, Course)>, ClockError> {
        let Some(reading) = calendar::read(self.limit, &self.events, rules, calendar)? else {
            return Ok(None);
        };
        let Some(run) = reading.runs.last() else { return Ok(None) };
        let round = match self.limit {
            Limit::T0 => i32::try_from(reading.runs.len()).unwrap_or(i32::MAX),
            Limit::M2 | Limit::L5 | Limit::Desk { .. } => 1,
        };
        let course = match run.until {
            Some(at) => Course::Ended { at },
            None => Course::Runs(Ladder { amber_at: run.amber_at, red_at: run.red_at, due_at: run.due_at }),
        };
        Ok(Some((Stage { department: None, round }, course)))
    }
}

#[cfg(test)]
mod tests {
    use calendar::{Event, Pause};
    use time::macros::datetime;

    use super::*;

    fn course(limit: Limit, events: &[Event]) -> Option<(Stage, Course)> {
        let clock = CaseClock { limit, events: events.to_vec() };
        clock.course(&Rules::default(), &Calendar::published()).unwrap()
    }

    fn of_the_case(round: i32) -> Stage {
        Stage { department: None, round }
    }

    fn returned(at: OffsetDateTime) -> Event {
        Event::Paused { at, pause: Pause::Returned }
    }

    #[test]
    fn a_linked_case_is_amber_after_three_and_red_after_four_and_a_half_office_days() {
        let runs = course(Limit::L5, &[Event::Started { at: datetime!(2026-08-20 09:00 +8) }]);

        let ladder = Ladder {
            amber_at: datetime!(2026-08-25 17:30 +8),
            red_at: datetime!(2026-08-27 11:45 +8),
            due_at: datetime!(2026-08-27 17:30 +8),
        };
        assert_eq!(runs, Some((of_the_case(1), Course::Runs(ladder))));
    }

    #[test]
    fn a_limit_is_over_only_after_its_last_moment() {
        let at = datetime!(2026-08-27 17:30 +8);

        let rungs = Ladder { amber_at: at, red_at: at, due_at: at }.rungs();

        assert_eq!(
            rungs,
            [(Level::Amber, at), (Level::Red, at), (Level::Overdue, at + Duration::MICROSECOND)]
        );
    }

    #[test]
    fn a_paused_and_a_stopped_limit_ended_when_they_last_ran() {
        let started = Event::Started { at: datetime!(2026-08-20 09:00 +8) };
        let pause = datetime!(2026-08-21 10:00 +8);
        let stop = datetime!(2026-08-24 10:00 +8);
        let ended = |at| Some((of_the_case(1), Course::Ended { at }));

        assert_eq!(course(Limit::L5, &[started, returned(pause)]), ended(pause));
        assert_eq!(course(Limit::L5, &[started, Event::Stopped { at: stop }]), ended(stop));
        assert_eq!(course(Limit::L5, &[started, returned(pause), Event::Stopped { at: stop }]), ended(pause));
        assert_eq!(course(Limit::L5, &[]), None);
    }

    #[test]
    fn a_same_day_limit_is_a_new_one_at_each_submission_and_any_other_goes_on() {
        let events = [
            Event::Started { at: datetime!(2026-08-17 09:00 +8) },
            returned(datetime!(2026-08-17 11:00 +8)),
            Event::Resumed { at: datetime!(2026-08-19 10:00 +8) },
        ];

        assert_eq!(course(Limit::T0, &events).map(|(stage, _)| stage), Some(of_the_case(2)));
        assert_eq!(course(Limit::L5, &events).map(|(stage, _)| stage), Some(of_the_case(1)));
    }

    #[test]
    fn an_opinion_is_amber_and_red_by_the_shares_of_its_own_limit() {
        let (asked_at, due_at) = (datetime!(2026-08-20 09:00 +8), datetime!(2026-08-24 17:30 +8));

        let ladder = Ladder::of_opinion(asked_at, due_at, &Rules::default(), &Calendar::published()).unwrap();

        // 1.2 and 1.8 of two office days, the first of which is Friday the 21st.
        assert_eq!(ladder.amber_at, datetime!(2026-08-24 09:48 +8));
        assert_eq!(ladder.red_at, datetime!(2026-08-24 16:12 +8));
        assert_eq!(ladder.due_at, due_at);
    }

    #[test]
    fn an_opinion_asked_after_its_time_goes_through_every_level_at_once_and_in_order() {
        let (asked_at, due_at) = (datetime!(2026-08-25 09:00 +8), datetime!(2026-08-24 17:30 +8));

        let ladder = Ladder::of_opinion(asked_at, due_at, &Rules::default(), &Calendar::published()).unwrap();

        let rungs = ladder.rungs();
        assert!(rungs.is_sorted_by_key(|(_, at)| *at), "{rungs:?}");
        assert!(rungs.iter().all(|(_, at)| *at <= asked_at), "{rungs:?}");
    }
}

//! The statutory clock of a case (办理时限): its ticks, and what the calendar reads from them.

use calendar::{Calendar, Limit, Pause, Reading, Rules};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A clock and what happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Class of the limit.
    pub limit: Limit,
    /// In the order of time.
    pub ticks: Vec<Tick>,
}

/// Something that happened to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick {
    /// What.
    pub kind: TickKind,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// What happens to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TickKind {
    /// The limit begins.
    Started,
    /// The case was returned: the clock stands still.
    Returned,
    /// The case was submitted again.
    Resumed,
    /// The case was completed or ended.
    Stopped,
}

impl TickKind {
    /// The code in rows.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Started => "STARTED",
            Self::Returned => "RETURNED",
            Self::Resumed => "RESUMED",
            Self::Stopped => "STOPPED",
        }
    }

    /// The kind with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Started, Self::Returned, Self::Resumed, Self::Stopped].into_iter().find(|k| k.code() == code)
    }
}

impl Clock {
    /// A clock that has not started.
    pub fn new(limit: Limit) -> Self {
        Self { limit, ticks: Vec::new() }
    }

    /// What the clock shows; none before its start.
    ///
    /// # Errors
    /// When the deadline lies beyond the calendar.
    pub fn read(&self, calendar: &Calendar) -> Result<Option<Reading>, calendar::ClockError> {
        let events: Vec<calendar::Event> = self.ticks.iter().map(Tick::event).collect();
        calendar::read(self.limit, &events, &Rules::default(), calendar)
    }

    /// When a limit that starts at an instant is due; none beyond the calendar.
    pub fn due_after(limit: Limit, at: OffsetDateTime, calendar: &Calendar) -> Option<OffsetDateTime> {
        let clock = Self { limit, ticks: vec![Tick { kind: TickKind::Started, at }] };
        clock.read(calendar).ok().flatten()?.due_at()
    }

    /// The department submitted: a T0 clock starts, a paused one runs again.
    pub(super) fn submitted(&mut self, at: OffsetDateTime) {
        match (self.limit, self.last()) {
            (Limit::T0, None) => self.tick(TickKind::Started, at),
            (_, Some(TickKind::Returned)) => self.tick(TickKind::Resumed, at),
            (Limit::T0 | Limit::M2 | Limit::L5 | Limit::Desk { .. }, _) => {}
        }
    }

    /// The office accepted: an L5 clock starts.
    pub(super) fn accepted(&mut self, at: OffsetDateTime) {
        if self.limit == Limit::L5 && self.ticks.is_empty() {
            self.tick(TickKind::Started, at);
        }
    }

    /// The office returned: a running clock stands still.
    pub(super) fn returned(&mut self, at: OffsetDateTime) {
        if matches!(self.last(), Some(TickKind::Started | TickKind::Resumed)) {
            self.tick(TickKind::Returned, at);
        }
    }

    /// The case is over.
    pub(super) fn stopped(&mut self, at: OffsetDateTime) {
        if self.last().is_some_and(|last| last != TickKind::Stopped) {
            self.tick(TickKind::Stopped, at);
        }
    }

    fn last(&self) -> Option<TickKind> {
        self.ticks.last().map(|tick| tick.kind)
    }

    /// Ticks never go back, even if two machines' business clocks differ a little.
    fn tick(&mut self, kind: TickKind, at: OffsetDateTime) {
        let at = self.ticks.last().map_or(at, |last| at.max(last.at));
        self.ticks.push(Tick { kind, at });
    }
}

impl Tick {
    fn event(&self) -> calendar::Event {
        let at = self.at;
        match self.kind {
            TickKind::Started => calendar::Event::Started { at },
            TickKind::Returned => calendar::Event::Paused { at, pause: Pause::Returned },
            TickKind::Resumed => calendar::Event::Resumed { at },
            TickKind::Stopped => calendar::Event::Stopped { at },
        }
    }
}

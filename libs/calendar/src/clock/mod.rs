//! The clocks of a case: what limit runs, what was used, when it is due, and why (domain.md §3.0).
//!
//! A clock is no state: it is read from the case's events each time, with the calendar of that
//! moment, so a newly published notice moves every open deadline by itself.

mod limit;
mod reading;
mod run;
#[cfg(test)]
mod tests;

pub use limit::{Limit, Rules};
pub use reading::{Colour, Reading, read};
pub use run::Run;

use time::OffsetDateTime;

/// What happens to a clock, in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The limit begins: submitted (T0), accepted (L5), passed by the meeting (M2), asked (opinion).
    Started { at: OffsetDateTime },
    /// The clock stands still.
    Paused { at: OffsetDateTime, pause: Pause },
    /// It runs again: submitted again, or passed by the meeting.
    Resumed { at: OffsetDateTime },
    /// The limit is over: decided, refused, withdrawn, answered.
    Stopped { at: OffsetDateTime },
}

/// Why a clock stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Pause {
    /// Returned to the applicant; lapses after 20 working days.
    Returned,
    AwaitMeeting,
}

/// Events that no case can have, or a deadline beyond the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("a clock starts once, before anything else")]
    Start,
    #[error("only a running clock can be paused")]
    Pause,
    #[error("only a paused clock can be resumed")]
    Resume,
    #[error("a clock stops once")]
    Stop,
    #[error("an event is earlier than the one before it")]
    Order,
    #[error("the deadline lies beyond the calendar")]
    BeyondCalendar,
}

impl From<crate::due::Error> for Error {
    fn from(_: crate::due::Error) -> Self {
        Self::BeyondCalendar
    }
}

impl Event {
    /// When it happened.
    pub fn at(&self) -> OffsetDateTime {
        match self {
            Self::Started { at } | Self::Paused { at, .. } | Self::Resumed { at } | Self::Stopped { at } => {
                *at
            }
        }
    }
}

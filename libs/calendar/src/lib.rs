//! Working days, deadlines with their derivation, the clocks of cases, and retirement months.
//!
//! China makes weekdays free and weekends working by a yearly notice of the State Council, so
//! "Monday to Friday" is wrong on some twenty days a year. The notices of 2007–2026 are data in
//! `decrees/`; a year without a notice is *provisional*. A deadline never comes alone: [`Due`] and
//! [`Reading`] carry every day that was counted or skipped and why, so that "why is it due on a
//! Saturday" has an answer, in Chinese and English.
//!
//! Pure functions of (events, calendar): no clock is read here. Instants are UTC, days are those of
//! Asia/Shanghai. Source: domain.md §3.0 (clock rules), §6.8 (retirement), §6.9 (working days).
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::as_conversions, clippy::panic))]

mod almanac;
mod clock;
mod day;
mod decree;
mod due;
mod hours;
mod month;
mod retirement;
mod text;

pub use almanac::{Calendar, Error as CalendarError};
pub use clock::{Colour, Error as ClockError, Event, Limit, Pause, Reading, Rules, Run, read};
pub use day::{Day, Reason};
pub use decree::{Decree, NamedDay};
pub use due::{Count, Due, Error as DueError, Line};
pub use hours::OfficeHours;
pub use month::{Error as MonthError, Month};
pub use retirement::{ElasticWindow, RetireClass, Retirement, UnknownClass, retirement};
pub use text::weekday;

//! Two clocks, two types (architecture.md "Decisions"): business time may be set by a demo, system time
//! never. Mixing them up does not compile.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use time::format_description::well_known::Rfc3339;
use time::{Date, Duration, OffsetDateTime, Time, UtcOffset, macros::offset};

/// China has one zone and no daylight saving time since 1992 (domain.md §6.9).
pub const SHANGHAI: UtcOffset = offset!(+8);

/// The business date of an instant.
pub fn local_date(instant: OffsetDateTime) -> Date {
    instant.to_offset(SHANGHAI).date()
}

/// The instant of a local date and time in China.
pub fn at_local(date: Date, time: Time) -> OffsetDateTime {
    date.with_time(time).assume_offset(SHANGHAI).to_offset(UtcOffset::UTC)
}

/// The time of certificates, tokens, leases, back-off and spans: always the machine's.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl SystemClock {
    /// The present instant, UTC.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system clock")]
    pub fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}

/// The time of domain dates, timelines and record times. A demo may set it; it never goes back.
#[derive(Debug, Clone)]
pub struct BusinessClock(Arc<Source>);

#[derive(Debug)]
enum Source {
    System,
    Fixed(Mutex<OffsetDateTime>),
    File { path: PathBuf, reading: Mutex<Reading> },
}

/// What the clock file said when it was last read.
#[derive(Debug)]
struct Reading {
    modified: Option<SystemTime>,
    /// Business time minus system time.
    shift: Duration,
    /// The setting in force, as the file has it.
    setting: Option<String>,
    latest: OffsetDateTime,
}

impl BusinessClock {
    /// Business time is the machine's time: production.
    pub fn system() -> Self {
        Self(Arc::new(Source::System))
    }

    /// A clock that stands still until [`BusinessClock::advance_to`] moves it: tests.
    pub fn fixed(now: OffsetDateTime) -> Self {
        Self(Arc::new(Source::Fixed(Mutex::new(now))))
    }

    /// A clock that follows a file of one line, `<business instant> <system instant>` (RFC 3339): at the
    /// second it showed the first, and it has run at real speed since. Without a file it is the machine's.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let reading = Reading {
            modified: None,
            shift: Duration::ZERO,
            setting: None,
            latest: OffsetDateTime::UNIX_EPOCH,
        };
        Self(Arc::new(Source::File { path: path.into(), reading: Mutex::new(reading) }))
    }

    /// The present instant, UTC, in whole microseconds as PostgreSQL keeps it.
    pub fn now(&self) -> OffsetDateTime {
        let now = match self.0.as_ref() {
            Source::System => SystemClock.now(),
            Source::Fixed(now) => *now.lock().unwrap_or_else(PoisonError::into_inner),
            Source::File { path, reading } => {
                let mut reading = reading.lock().unwrap_or_else(PoisonError::into_inner);
                reading.refresh(path);
                reading.latest = reading.latest.max(SystemClock.now() + reading.shift);
                reading.latest
            }
        };
        let micros = now.nanosecond() / 1_000 * 1_000;
        now.replace_nanosecond(micros).unwrap_or(now)
    }

    /// The present date in China.
    pub fn today(&self) -> Date {
        local_date(self.now())
    }

    /// Moves a fixed clock; a clock of another kind stays as it is. Never goes back.
    pub fn advance_to(&self, instant: OffsetDateTime) {
        if let Source::Fixed(now) = self.0.as_ref() {
            let mut now = now.lock().unwrap_or_else(PoisonError::into_inner);
            *now = instant.max(*now);
        }
    }

    /// The setting that the clock follows, as its file has it, so that a jump can be confirmed.
    pub fn setting(&self) -> Option<String> {
        let Source::File { path, reading } = self.0.as_ref() else { return None };
        let mut reading = reading.lock().unwrap_or_else(PoisonError::into_inner);
        reading.refresh(path);
        reading.setting.clone()
    }
}

/// The line that sets every [`BusinessClock::file`] to `business` from the present moment on.
pub fn setting_line(business: OffsetDateTime) -> Result<String, time::error::Format> {
    Ok(format!("{} {}", business.format(&Rfc3339)?, SystemClock.now().format(&Rfc3339)?))
}

impl Reading {
    /// Reads the file again when it changed. A half-written or unreadable one changes nothing: the
    /// writer renames a whole file into place.
    fn refresh(&mut self, path: &Path) {
        let modified = fs::metadata(path).and_then(|file| file.modified()).ok();
        if modified.is_none() || modified == self.modified {
            return;
        }
        let Ok(text) = fs::read_to_string(path) else { return };
        if let Some(shift) = shift(&text) {
            // Until the first setting the clock shows the machine's time, which binds nobody.
            if self.setting.is_none() {
                self.latest = OffsetDateTime::UNIX_EPOCH;
            }
            self.shift = shift;
            self.setting = Some(text.trim().to_owned());
            self.modified = modified;
        }
    }
}

fn shift(text: &str) -> Option<Duration> {
    let (business, system) = text.trim().split_once(' ')?;
    let business = OffsetDateTime::parse(business, &Rfc3339).ok()?;
    let system = OffsetDateTime::parse(system, &Rfc3339).ok()?;
    Some(business - system)
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn an_evening_in_utc_is_the_next_day_in_china() {
        assert_eq!(local_date(datetime!(2026-06-30 16:00 UTC)), date!(2026 - 07 - 01));
    }

    #[test]
    fn a_fixed_clock_never_goes_back() {
        let clock = BusinessClock::fixed(datetime!(2026-03-10 01:20 UTC));

        clock.advance_to(datetime!(2026-03-10 02:05 UTC));
        clock.advance_to(datetime!(2026-01-01 00:00 UTC));

        assert_eq!(clock.now(), datetime!(2026-03-10 02:05 UTC));
    }

    #[test]
    fn a_clock_file_sets_the_time_and_the_time_runs_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clock");
        let clock = BusinessClock::file(&path);
        assert_eq!(clock.setting(), None);
        let machine = clock.now();

        let march = machine - Duration::days(250);
        let line = setting_line(march).unwrap();
        fs::write(&path, &line).unwrap();

        assert!(clock.now() >= march && clock.now() < march + Duration::MINUTE);
        assert_eq!(clock.setting(), Some(line));
    }
}

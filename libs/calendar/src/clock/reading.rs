//! Reading a clock from its events.

use codes::Lang;
use time::OffsetDateTime;

use super::{Error, Event, Limit, Pause, Rules, Run};
use crate::almanac::Calendar;
use crate::hours::{at_local, local_date};

/// What a clock shows: every stretch it ran, what is left, and when it is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub limit: Limit,
    /// The stretches in order; a T0 clock starts anew in each, the others go on. Never empty.
    pub runs: Vec<Run>,
    pub used_days: u32,
    pub remaining_days: u32,
    /// Set while the clock stands still.
    pub pause: Option<Pause>,
    /// When a returned case lapses: the midnight after the last working day of its time.
    pub lapses_at: Option<OffsetDateTime>,
    /// Set when the limit is over.
    pub stopped_at: Option<OffsetDateTime>,
}

/// The state of a clock at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    Green,
    Amber,
    Red,
    /// Past its deadline; also if it was stopped or paused only after it.
    Overdue,
    /// Standing still, within its limit.
    Paused,
    /// Stopped within its limit.
    Met,
}

/// Reads a clock. None before its start.
pub fn read(
    limit: Limit,
    events: &[Event],
    rules: &Rules,
    calendar: &Calendar,
) -> Result<Option<Reading>, Error> {
    let Some((first, rest)) = events.split_first() else {
        return Ok(None);
    };
    let Event::Started { at } = *first else {
        return Err(Error::Start);
    };
    let mut reading = Reading::started(limit, at, rules, calendar)?;
    let mut last = at;
    for event in rest {
        if event.at() < last {
            return Err(Error::Order);
        }
        last = event.at();
        reading.take(event, rules, calendar)?;
    }
    Ok(Some(reading))
}

impl Reading {
    fn started(limit: Limit, at: OffsetDateTime, rules: &Rules, calendar: &Calendar) -> Result<Self, Error> {
        Ok(Self {
            limit,
            runs: vec![Run::begin(limit, 0, at, rules, calendar)?],
            used_days: 0,
            remaining_days: limit.days(),
            pause: None,
            lapses_at: None,
            stopped_at: None,
        })
    }

    fn take(&mut self, event: &Event, rules: &Rules, calendar: &Calendar) -> Result<(), Error> {
        if self.stopped_at.is_some() {
            return Err(Error::Stop);
        }
        match *event {
            Event::Started { .. } => Err(Error::Start),
            Event::Paused { at, pause } => self.pause(at, pause, rules, calendar),
            Event::Resumed { at } => self.resume(at, rules, calendar),
            Event::Stopped { at } => {
                self.stopped_at = Some(at);
                self.lapses_at = None;
                if self.pause.take().is_none() {
                    self.end_run(at, None, calendar);
                }
                Ok(())
            }
        }
    }

    fn pause(
        &mut self,
        at: OffsetDateTime,
        pause: Pause,
        rules: &Rules,
        calendar: &Calendar,
    ) -> Result<(), Error> {
        if self.pause.is_some() {
            return Err(Error::Pause);
        }
        self.end_run(at, Some(pause), calendar);
        self.pause = Some(pause);
        self.lapses_at = match pause {
            Pause::Returned => Some(lapse(at, rules, calendar)?),
            Pause::AwaitMeeting => None,
        };
        Ok(())
    }

    fn resume(&mut self, at: OffsetDateTime, rules: &Rules, calendar: &Calendar) -> Result<(), Error> {
        if self.pause.take().is_none() {
            return Err(Error::Resume);
        }
        self.lapses_at = None;
        self.runs.push(Run::begin(self.limit, self.used_days, at, rules, calendar)?);
        Ok(())
    }

    fn end_run(&mut self, at: OffsetDateTime, pause: Option<Pause>, calendar: &Calendar) {
        let Some(run) = self.runs.last_mut() else {
            return;
        };
        run.end(at, pause, calendar);
        self.used_days = match self.limit {
            // A T0 case starts anew at each submission.
            Limit::T0 => 0,
            Limit::M2 | Limit::L5 | Limit::Desk { .. } => run.used,
        };
        self.remaining_days = self.limit.days().saturating_sub(self.used_days);
    }

    /// The stretch that holds the deadline in force; none while the clock stands still.
    pub fn running(&self) -> Option<&Run> {
        self.runs.last().filter(|_| self.pause.is_none())
    }

    /// The deadline in force: the end of office hours of its day. None while the clock stands still.
    pub fn due_at(&self) -> Option<OffsetDateTime> {
        self.running().map(|run| run.due_at)
    }

    /// Whether any deadline depends on a notice that is not published.
    pub fn is_provisional(&self) -> bool {
        self.runs.iter().any(|run| run.due.provisional)
    }

    /// When the limit was first exceeded, by `now`. A later pause does not undo it.
    pub fn breached_at(&self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        self.runs.iter().find_map(|run| run.breached_at(now))
    }

    /// The state of the clock at an instant not before its last event.
    pub fn colour(&self, now: OffsetDateTime) -> Colour {
        if self.breached_at(now).is_some() {
            return Colour::Overdue;
        }
        if self.stopped_at.is_some() {
            return Colour::Met;
        }
        match self.running() {
            None => Colour::Paused,
            Some(run) if now >= run.red_at => Colour::Red,
            Some(run) if now >= run.amber_at => Colour::Amber,
            Some(_) => Colour::Green,
        }
    }

    /// The whole derivation in words: the limit, each day of each run, each pause and what it left.
    pub fn explain(&self, lang: Lang) -> Vec<String> {
        let mut lines = vec![self.limit.text(lang)];
        for run in &self.runs {
            let end = run.until.map(local_date);
            let shown = run.due.derivation.iter().filter(|line| end.is_none_or(|end| line.day.date <= end));
            lines.extend(shown.map(|line| line.text(lang)));
            if let (Some(pause), Some(end)) = (run.pause, end) {
                lines.push(pause_text(pause, end, run.used, self.limit, lang));
            }
        }
        lines
    }
}

fn pause_text(pause: Pause, on: time::Date, used: u32, limit: Limit, lang: Lang) -> String {
    let left = limit.days().saturating_sub(used);
    match (lang, pause, limit) {
        (Lang::Zh, Pause::Returned, Limit::T0) => format!("{on} 退回,再次提交时重新起算"),
        (Lang::Zh, Pause::AwaitMeeting, Limit::T0) => format!("{on} 待会议研究,重新起算"),
        (Lang::En, Pause::Returned, Limit::T0) => format!("{on} returned; starts anew when submitted again"),
        (Lang::En, Pause::AwaitMeeting, Limit::T0) => format!("{on} awaits a meeting; starts anew after it"),
        (Lang::Zh, Pause::Returned, _) => format!("{on} 退回,暂停计时:已用{used}日,剩余{left}日"),
        (Lang::Zh, Pause::AwaitMeeting, _) => format!("{on} 待会议研究,暂停计时:已用{used}日,剩余{left}日"),
        (Lang::En, Pause::Returned, _) => {
            format!("{on} returned, clock paused: {used} days used, {left} left")
        }
        (Lang::En, Pause::AwaitMeeting, _) => {
            format!("{on} awaits a meeting, clock paused: {used} days used, {left} left")
        }
    }
}

/// The midnight after the last working day in which a returned case may be submitted again.
fn lapse(returned_at: OffsetDateTime, rules: &Rules, calendar: &Calendar) -> Result<OffsetDateTime, Error> {
    let last = calendar.add_working_days(local_date(returned_at), rules.lapse_after_days)?;
    let next = last.next_day().ok_or(Error::BeyondCalendar)?;
    Ok(at_local(next, time::Time::MIDNIGHT))
}

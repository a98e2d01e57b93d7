//! The calendar: the union of all notices, and what is assumed where there is none.

use std::collections::{BTreeMap, BTreeSet};

use time::{Date, Month, Weekday};

use crate::day::{Day, Reason};
use crate::decree::{Decree, FILES, REVISION};

/// The statutory dates that are free in every year; the others move with the lunar calendar.
const FIXED: [(Month, u8, &str); 6] = [
    (Month::January, 1, "元旦"),
    (Month::May, 1, "劳动节"),
    (Month::May, 2, "劳动节"),
    (Month::October, 1, "国庆节"),
    (Month::October, 2, "国庆节"),
    (Month::October, 3, "国庆节"),
];

/// A versioned calendar of working days.
#[derive(Debug, Clone)]
pub struct Calendar {
    version: String,
    years: BTreeSet<i32>,
    named: BTreeMap<Date, Named>,
}

#[derive(Debug, Clone)]
struct Named {
    working: bool,
    name: String,
    papers: Vec<String>,
}

/// Notices that cannot stand together, or are no notices.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the year {year} has two files")]
    YearTwice { year: i32 },
    #[error("{date} is made free by one notice and working by another")]
    Contradiction { date: Date },
    #[error("a decree file cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

impl Calendar {
    /// The calendar of all notices published when this program was built.
    pub fn published() -> Self {
        let decrees = FILES.iter().map(|file| serde_json::from_str(file)).collect::<Result<Vec<Decree>, _>>();
        decrees
            .map_err(Error::from)
            .and_then(|decrees| Self::from_decrees(REVISION, decrees))
            .expect("the files compiled in are read by a test")
    }

    /// A calendar of the given notices; a day's status is the union over all of them.
    pub fn from_decrees(version: &str, decrees: impl IntoIterator<Item = Decree>) -> Result<Self, Error> {
        let mut calendar =
            Self { version: version.to_owned(), years: BTreeSet::new(), named: BTreeMap::new() };
        for decree in decrees {
            calendar.add(decree)?;
        }
        Ok(calendar)
    }

    fn add(&mut self, decree: Decree) -> Result<(), Error> {
        let Decree { year, source: _, papers, off, work } = decree;
        if !self.years.insert(year) {
            return Err(Error::YearTwice { year });
        }
        let off = off.into_iter().map(|day| (day, false));
        let work = work.into_iter().map(|day| (day, true));
        for (day, working) in off.chain(work) {
            let named = Named { working, name: day.name, papers: papers.clone() };
            if let Some(other) = self.named.insert(day.date, named)
                && other.working != working
            {
                return Err(Error::Contradiction { date: day.date });
            }
        }
        Ok(())
    }

    /// Which notices the calendar holds; stored beside every deadline computed with it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether the year's notice is in the calendar.
    pub fn is_published(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// The status of a day and its reason.
    pub fn day(&self, date: Date) -> Day {
        if let Some(named) = self.named.get(&date) {
            let (name, papers) = (named.name.clone(), named.papers.clone());
            let reason = if named.working {
                Reason::Exchanged { name, papers }
            } else {
                Reason::Holiday { name, papers }
            };
            return Day { date, working: named.working, reason, provisional: false };
        }
        let provisional = !self.is_published(date.year());
        if let Some(name) = fixed_holiday(date).filter(|_| provisional) {
            let reason = Reason::FixedHoliday { name: name.to_owned() };
            return Day { date, working: false, reason, provisional };
        }
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let reason = if weekend { Reason::Weekend } else { Reason::Weekday };
        Day { date, working: !weekend, reason, provisional }
    }

    /// Whether offices are open on the day.
    pub fn is_working(&self, date: Date) -> bool {
        match self.named.get(&date) {
            Some(named) => named.working,
            None => self.day(date).working,
        }
    }

    /// The day itself if it is working, otherwise the next working day. None at the end of time.
    pub fn working_day_from(&self, date: Date) -> Option<Date> {
        let mut date = date;
        while !self.is_working(date) {
            date = date.next_day()?;
        }
        Some(date)
    }

    /// The working days after `after` up to and including `through`.
    pub fn working_days_between(&self, after: Date, through: Date) -> u32 {
        let mut count = 0;
        let mut date = after;
        while let Some(next) = date.next_day().filter(|next| *next <= through) {
            count += u32::from(self.is_working(next));
            date = next;
        }
        count
    }

    /// Every day of a year, in order. Empty for a year outside the range of dates.
    pub fn year(&self, year: i32) -> Vec<Day> {
        let mut days = Vec::new();
        let mut date = Date::from_ordinal_date(year, 1).ok();
        while let Some(day) = date.filter(|day| day.year() == year) {
            days.push(self.day(day));
            date = day.next_day();
        }
        days
    }
}

fn fixed_holiday(date: Date) -> Option<&'static str> {
    FIXED
        .iter()
        .find(|(month, day, _)| date.month() == *month && date.day() == *day)
        .map(|(_, _, name)| *name)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::decree::NamedDay;

    fn dates(days: &[Day], keep: impl Fn(&Day) -> bool) -> Vec<String> {
        days.iter().filter(|day| keep(day)).map(|day| day.date.to_string()[5..].to_owned()).collect()
    }

    fn exchanged(days: &[Day]) -> Vec<String> {
        dates(days, |day| matches!(day.reason, Reason::Exchanged { .. }))
    }

    #[test]
    fn the_year_2025_is_as_published() {
        let days = Calendar::published().year(2025);

        assert_eq!(days.iter().filter(|day| day.working).count(), 248);
        assert_eq!(exchanged(&days), ["01-26", "02-08", "04-27", "09-28", "10-11"]);
        let holidays = dates(&days, |day| matches!(day.reason, Reason::Holiday { .. }));
        assert_eq!(holidays.len(), 1 + 8 + 3 + 5 + 3 + 8);
        assert_eq!((holidays[1].as_str(), holidays[8].as_str()), ("01-28", "02-04"));
    }

    #[test]
    fn the_year_2026_is_as_published() {
        let days = Calendar::published().year(2026);

        assert_eq!(days.iter().filter(|day| day.working).count(), 248);
        assert_eq!(exchanged(&days), ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]);
        let holidays = dates(&days, |day| matches!(day.reason, Reason::Holiday { .. }));
        assert_eq!(holidays.len(), 3 + 9 + 3 + 5 + 3 + 3 + 7);
        assert_eq!((holidays[3].as_str(), holidays[11].as_str()), ("02-15", "02-23"));
    }

    #[test]
    fn an_unpublished_year_knows_only_weekends_and_fixed_dates() {
        let calendar = Calendar::published();
        let days = calendar.year(2027);

        assert!(days.iter().all(|day| day.provisional));
        assert_eq!(
            dates(&days, |day| matches!(day.reason, Reason::FixedHoliday { .. })),
            ["01-01", "05-01", "05-02", "10-01", "10-02", "10-03"]
        );
        assert_eq!(
            calendar.day(date!(2027 - 05 - 01)).reason,
            Reason::FixedHoliday { name: "劳动节".to_owned() }
        );
        assert!(calendar.is_working(date!(2027 - 05 - 03)));
        assert!(!calendar.is_working(date!(2027 - 05 - 08)));
    }

    #[test]
    fn a_notice_may_name_days_of_the_year_before() {
        let calendar = Calendar::published();

        assert!(calendar.is_working(date!(2018 - 12 - 29)));
        assert!(!calendar.is_working(date!(2018 - 12 - 31)));
        assert!(calendar.is_working(date!(2007 - 12 - 29)));
    }

    #[test]
    fn a_day_in_a_published_year_that_no_notice_names_follows_the_week() {
        let day = Calendar::published().day(date!(2026 - 08 - 20));

        assert_eq!(day, Day { date: day.date, working: true, reason: Reason::Weekday, provisional: false });
    }

    #[test]
    fn the_reason_carries_the_notice() {
        let day = Calendar::published().day(date!(2026 - 05 - 09));

        let papers = vec!["https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm".to_owned()];
        assert_eq!(day.reason, Reason::Exchanged { name: "劳动节".to_owned(), papers });
    }

    #[test]
    fn contradicting_notices_are_refused() {
        let day = |date| NamedDay { date, name: "元旦".to_owned() };
        let decree = |year, off, work| Decree { year, source: String::new(), papers: vec![], off, work };
        let new_year = date!(2027 - 01 - 01);

        let refusal = Calendar::from_decrees(
            "test",
            [decree(2026, vec![], vec![day(new_year)]), decree(2027, vec![day(new_year)], vec![])],
        );

        assert!(matches!(refusal, Err(Error::Contradiction { date }) if date == new_year));
    }
}

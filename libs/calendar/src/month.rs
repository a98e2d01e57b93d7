//! A calendar month, the unit in which retirement is counted.

use std::str::FromStr;

use time::Date;

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    year: i32,
    /// 1 to 12.
    month: u8,
}

/// What is wrong with a text that should be a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a month: write YYYY-MM, from 1900-01 to 2199-12")]
pub struct Error;

impl Month {
    /// A month between 1900-01 and 2199-12; None outside.
    pub fn new(year: i32, month: u8) -> Option<Self> {
        let exists = (1900..=2199).contains(&year) && (1..=12).contains(&month);
        exists.then_some(Self { year, month })
    }

    /// The month of a day.
    pub fn of(date: Date) -> Self {
        Self { year: date.year(), month: u8::from(date.month()) }
    }

    pub fn year(self) -> i32 {
        self.year
    }

    /// 1 to 12.
    pub fn number(self) -> u8 {
        self.month
    }

    /// Months since the start of year 0.
    fn index(self) -> i32 {
        self.year * 12 + i32::from(self.month) - 1
    }

    /// The month so many months later, or earlier.
    pub fn plus(self, months: i32) -> Self {
        let index = self.index() + months;
        let month = u8::try_from(index.rem_euclid(12) + 1).unwrap_or(1);
        Self { year: index.div_euclid(12), month }
    }

    /// Months from an earlier month to this one; negative when it is later.
    pub fn months_since(self, earlier: Self) -> i32 {
        self.index() - earlier.index()
    }

    /// The last day of the month.
    pub fn last_day(self) -> Date {
        let first = time::Month::try_from(self.month)
            .ok()
            .and_then(|month| Date::from_calendar_date(self.year, month, month.length(self.year)).ok());
        first.unwrap_or(Date::MAX)
    }
}

impl FromStr for Month {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (year, month) = text.split_once('-').ok_or(Error)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || month.len() != 2 || !digits(year) || !digits(month) {
            return Err(Error);
        }
        let year = year.parse().map_err(|_| Error)?;
        let month = month.parse().map_err(|_| Error)?;
        Self::new(year, month).ok_or(Error)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl serde::Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_roll_over_years_both_ways() {
        let month: Month = "1976-09".parse().unwrap();

        assert_eq!(month.plus(63 * 12).to_string(), "2039-09");
        assert_eq!(month.plus(4).to_string(), "1977-01");
        assert_eq!(month.plus(-9).to_string(), "1975-12");
        assert_eq!(month.plus(5).months_since(month), 5);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["1976-13", "1976-00", "76-09", "1976-9", "1976/09", "1976-09-01", "+976-09", ""] {
            assert_eq!(text.parse::<Month>(), Err(Error), "{text}");
        }
    }
}

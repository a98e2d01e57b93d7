//! The month of retirement under the progressive delay in force since 2025-01-01 (domain.md §6.8).

use std::str::FromStr;

use time::Date;

use crate::month::Month;

/// The longest time one may retire earlier or later by choice, in months.
const ELASTIC_MONTHS: i32 = 36;

/// The three tables of the delay. Women at county-division level or with a senior title follow the
/// male table, so the class is an attribute of the person and not the sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RetireClass {
    /// Old age 60.
    Male,
    /// Women whose old age is 55.
    Female55,
    /// Women whose old age is 50.
    Female50,
}

/// One row of the schedule.
struct Schedule {
    old_age_years: i32,
    /// The first month of birth that is delayed.
    first: Month,
    /// One month of delay for every so many months of birth.
    step: i32,
    longest_delay: i32,
}

/// When a person retires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retirement {
    /// The month of the old age, before the delay.
    pub old_age: Month,
    pub delay_months: i32,
    /// The statutory month.
    pub month: Month,
    /// The choice around the statutory month; none for those whom the delay does not touch.
    pub elastic: Option<ElasticWindow>,
}

/// The months in which a person may choose to retire. Later than the statutory month is not open
/// to civil servants, leading cadres and managers of public institutions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ElasticWindow {
    /// Never before the old age.
    pub earliest: Month,
    pub latest: Month,
}

impl Retirement {
    /// The effective date of the exit: the last day of the month. Pay stops with the next month.
    pub fn exit_on(&self) -> Date {
        self.month.last_day()
    }
}

impl RetireClass {
    pub const ALL: [Self; 3] = [Self::Male, Self::Female55, Self::Female50];

    /// The code as it is stored and typed.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female55 => "f55",
            Self::Female50 => "f50",
        }
    }

    fn schedule(self) -> Schedule {
        match self {
            Self::Male => Schedule { old_age_years: 60, first: january(1965), step: 4, longest_delay: 36 },
            Self::Female55 => {
                Schedule { old_age_years: 55, first: january(1970), step: 4, longest_delay: 36 }
            }
            Self::Female50 => {
                Schedule { old_age_years: 50, first: january(1975), step: 2, longest_delay: 60 }
            }
        }
    }
}

fn january(year: i32) -> Month {
    Month::new(year, 1).expect("the years of the schedule are in range")
}

/// The statutory month of retirement and the choice around it, for a month of birth.
pub fn retirement(birth: Month, class: RetireClass) -> Retirement {
    let schedule = class.schedule();
    let old_age = birth.plus(schedule.old_age_years * 12);
    let delay_months = if birth < schedule.first {
        0
    } else {
        (birth.months_since(schedule.first) / schedule.step + 1).min(schedule.longest_delay)
    };
    let month = old_age.plus(delay_months);
    let elastic = (delay_months > 0).then(|| ElasticWindow {
        earliest: old_age.max(month.plus(-ELASTIC_MONTHS)),
        latest: month.plus(ELASTIC_MONTHS),
    });
    Retirement { old_age, delay_months, month, elastic }
}

/// The text is no retirement class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a retirement class: male, f55 or f50")]
pub struct UnknownClass;

impl FromStr for RetireClass {
    type Err = UnknownClass;

    fn from_str(text: &str) -> Result<Self, UnknownClass> {
        Self::ALL.into_iter().find(|class| class.code() == text).ok_or(UnknownClass)
    }
}

impl std::fmt::Display for RetireClass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.code())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::date;

    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn the_months_of_the_reference() {
        for (birth, class, retire) in [
            ("1964-12", RetireClass::Male, "2024-12"),
            ("1965-01", RetireClass::Male, "2025-02"),
            ("1965-05", RetireClass::Male, "2025-07"),
            ("1966-01", RetireClass::Male, "2026-05"),
            ("1966-04", RetireClass::Male, "2026-08"),
            ("1976-09", RetireClass::Male, "2039-09"),
            ("1970-01", RetireClass::Female55, "2025-02"),
            ("1970-12", RetireClass::Female55, "2026-03"),
            ("1981-09", RetireClass::Female55, "2039-09"),
            ("1975-01", RetireClass::Female50, "2025-02"),
            ("1975-08", RetireClass::Female50, "2025-12"),
            ("1984-11", RetireClass::Female50, "2039-11"),
        ] {
            assert_eq!(retirement(month(birth), class).month, month(retire), "{birth} {class}");
        }
    }

    #[test]
    fn the_exit_is_on_the_last_day_of_the_month() {
        assert_eq!(retirement(month("1966-04"), RetireClass::Male).exit_on(), date!(2026 - 08 - 31));
    }

    #[test]
    fn without_a_delay_there_is_no_choice() {
        assert_eq!(retirement(month("1964-12"), RetireClass::Male).elastic, None);
    }

    #[test]
    fn the_old_age_limits_early_retirement_until_1981() {
        let earliest = |birth| {
            let found = retirement(month(birth), RetireClass::Female50);
            (found.elastic.unwrap().earliest, found.old_age)
        };

        assert_eq!(earliest("1980-12"), (month("2030-12"), month("2030-12")));
        assert_eq!(earliest("1981-01"), (month("2031-02"), month("2031-01")));
    }

    #[test]
    fn a_late_choice_ends_after_three_years() {
        let window = retirement(month("1966-04"), RetireClass::Male).elastic.unwrap();

        assert_eq!(window, ElasticWindow { earliest: month("2026-04"), latest: month("2029-08") });
    }

    proptest! {
        #[test]
        fn a_later_birth_never_retires_earlier(
            index in 0_i32..1200, class in prop::sample::select(RetireClass::ALL.to_vec()),
        ) {
            let birth = month("1930-01").plus(index);

            let (this, next) = (retirement(birth, class), retirement(birth.plus(1), class));

            prop_assert!(this.month <= next.month);
            prop_assert!((0..=60).contains(&this.delay_months));
        }

        #[test]
        fn the_window_lies_around_the_month(
            index in 0_i32..1200, class in prop::sample::select(RetireClass::ALL.to_vec()),
        ) {
            let found = retirement(month("1930-01").plus(index), class);

            if let Some(window) = found.elastic {
                prop_assert!(found.old_age <= window.earliest && window.earliest <= found.month);
                prop_assert!(found.month.months_since(window.earliest) <= 36);
                prop_assert_eq!(window.latest.months_since(found.month), 36);
            }
        }
    }
}

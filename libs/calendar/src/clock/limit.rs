//! The classes of limits 办理时限, and the figures around them that an office may set.

use codes::Lang;
use serde::{Deserialize, Serialize};

use crate::hours::OfficeHours;

/// A time limit. All but T0 count working days after their start day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Limit {
    /// Ordinary items with complete attachments: the same working day.
    T0,
    /// Important items: two working days after the meeting passed them.
    M2,
    /// Items linked between departments: five working days after acceptance.
    L5,
    /// The limit of one desk or department within a case, e.g. two days for an opinion.
    Desk { days: u32 },
}

impl Limit {
    /// Working days after the start day; T0 has none after its own.
    pub const fn days(self) -> u32 {
        match self {
            Self::T0 => 0,
            Self::M2 => 2,
            Self::L5 => 5,
            Self::Desk { days } => days,
        }
    }

    /// The class as contracts name it; the limit of a desk has none of its own.
    pub const fn code(self) -> &'static str {
        match self {
            Self::T0 => "T0",
            Self::M2 => "M2",
            Self::L5 => "L5",
            Self::Desk { .. } => "DESK",
        }
    }

    /// The class with this code. None for the limit of a desk, which is nothing without its days.
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::T0, Self::M2, Self::L5].into_iter().find(|limit| limit.code() == code)
    }

    /// The limit in words.
    pub fn text(self, lang: Lang) -> String {
        match (lang, self) {
            (Lang::Zh, Self::T0) => "T0:当日办结".to_owned(),
            (Lang::Zh, Self::M2) => "M2:会议通过后2个工作日".to_owned(),
            (Lang::Zh, Self::L5) => "L5:受理后5个工作日".to_owned(),
            (Lang::Zh, Self::Desk { days }) => format!("岗位时限{days}个工作日"),
            (Lang::En, Self::T0) => "T0: the same day".to_owned(),
            (Lang::En, Self::M2) => "M2: 2 working days after the meeting".to_owned(),
            (Lang::En, Self::L5) => "L5: 5 working days after acceptance".to_owned(),
            (Lang::En, Self::Desk { days }) => format!("{days} working days for the desk"),
        }
    }
}

/// What an office may set about its clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    pub hours: OfficeHours,
    /// Amber after this share of the limit's office time, in percent.
    pub amber_percent: u32,
    pub red_percent: u32,
    /// A returned case lapses after so many working days.
    pub lapse_after_days: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self { hours: OfficeHours::default(), amber_percent: 60, red_percent: 90, lapse_after_days: 20 }
    }
}

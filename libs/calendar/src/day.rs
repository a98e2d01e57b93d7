//! One day: working or free, and why.

use serde::{Deserialize, Serialize};
use time::Date;

/// The status of a day and its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    #[serde(with = "iso")]
    pub date: Date,
    pub working: bool,
    pub reason: Reason,
    /// No notice for the day's year is published yet: the status may change.
    pub provisional: bool,
}

/// Why a day is working or free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Reason {
    /// Monday to Friday.
    Weekday,
    /// Saturday or Sunday.
    Weekend,
    /// Free by the notice, on account of the named holiday.
    Holiday { name: String, papers: Vec<String> },
    /// Made working by the notice 调休, in exchange for the named holiday.
    Exchanged { name: String, papers: Vec<String> },
    /// A statutory date whose free days around it no notice has fixed yet.
    FixedHoliday { name: String },
}

/// Dates as `YYYY-MM-DD`, wherever they are written.
pub(crate) mod iso {
    use serde::{Deserialize, Deserializer, Serializer};
    use time::Date;
    use time::macros::format_description;

    pub(crate) fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(date)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = String::deserialize(deserializer)?;
        Date::parse(&text, &format_description!("[year]-[month]-[day]")).map_err(serde::de::Error::custom)
    }
}

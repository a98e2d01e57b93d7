//! What a fact means here: an occasion to tell somebody something, a change of what runs, or both.
use time::OffsetDateTime;

use super::deadline::CaseClock;
use super::occasion::Occasion;

/// What a fact means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// The case that it is about.
    pub case_id: String,
    /// Something that somebody must know; none for a fact that only moves a limit.
    pub occasion: Option<Occasion>,
    /// What it does to the limits of the case; none for an older teller's fact, which says nothing of a clock.
    pub change: Option<Change>,
}

/// What a fact does to the limits that run within a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The case has moved: its clock and who holds it.
    Moved {
        /// What a reminder says about the case.
        standing: Standing,
        /// The statutory clock.
        clock: CaseClock,
    },
    /// Departments were asked for opinions.
    Asked {
        /// The version that they look at.
        case_version: i32,
        /// Area code of the departments.
        area_code: String,
        /// When.
        asked_at: OffsetDateTime,
        /// Kind of each department, and until when it must answer.
        limits: Vec<(String, OffsetDateTime)>,
    },
    /// A department gave its opinion.
    Answered {
        /// The version that it looked at.
        case_version: i32,
        /// Kind of the department.
        department: String,
        /// When.
        at: OffsetDateTime,
    },
    /// Nobody waits for further opinions on a version.
    ReviewOver {
        /// The version.
        case_version: i32,
        /// Since when.
        at: OffsetDateTime,
    },
}

/// What a reminder says about a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Item key.
    pub item: String,
    /// The unit that asks.
    pub unit_id: String,
    /// Jurisdiction whose office decides.
    pub jurisdiction_id: String,
    /// The desk that holds the case; none while none does.
    pub desk: Option<String>,
}

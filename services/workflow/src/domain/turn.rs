//! What a transition decides.

use time::OffsetDateTime;

use super::{Case, Event};

/// A decided transition: the next case, its step in the timeline and the facts to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The case after it.
    pub case: Case,
    /// What happened.
    pub step: Step,
    /// Legal basis, remark or reason.
    pub basis: String,
    /// When it was decided, business time.
    pub at: OffsetDateTime,
    /// What the world is told.
    pub facts: Vec<Event>,
}

/// A step of the timeline (办理过程).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Drafted,
    Updated,
    Forwarded,
    Submitted,
    SubmissionRefused,
    Accepted,
    ReviewOpened,
    OpinionGiven,
    Reviewed,
    Approved,
    ChangeApplied,
    ChangeRefused,
    PapersIssued,
    Completed,
    /// Returned to the applicant by the office, or by the department to its sub_unit.
    Returned,
    Refused,
    Withdrawn,
}

impl Step {
    /// The code in rows and messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Drafted => "DRAFTED",
            Self::Updated => "UPDATED",
            Self::Forwarded => "FORWARDED",
            Self::Submitted => "SUBMITTED",
            Self::SubmissionRefused => "SUBMISSION_REFUSED",
            Self::Accepted => "ACCEPTED",
            Self::ReviewOpened => "REVIEW_OPENED",
            Self::OpinionGiven => "OPINION_GIVEN",
            Self::Reviewed => "REVIEWED",
            Self::Approved => "APPROVED",
            Self::ChangeApplied => "CHANGE_APPLIED",
            Self::ChangeRefused => "CHANGE_REFUSED",
            Self::PapersIssued => "PAPERS_ISSUED",
            Self::Completed => "COMPLETED",
            Self::Returned => "RETURNED",
            Self::Refused => "REFUSED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }
}

impl Turn {
    /// A transition: the case moves on by one revision.
    pub(super) fn of(mut case: Case, step: Step, basis: impl Into<String>, at: OffsetDateTime) -> Self {
        case.revision += 1;
        case.updated_at = case.updated_at.max(at);
        Self { case, step, basis: basis.into(), at, facts: Vec::new() }
    }

    /// The same with one more fact.
    pub(super) fn telling(mut self, fact: Event) -> Self {
        self.facts.push(fact);
        self
    }
}

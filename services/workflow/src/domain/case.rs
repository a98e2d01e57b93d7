//! A case (办件) and its states.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use codes::Item;
use kernel::actor::Actor;
use kernel::error::Finding;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Clock, Desk, Form, Opinion, Paper};

/// A case number `<area code>-<year>-<six digits>`: the case's only id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseId(String);

/// The text is no case number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a case number `<area code>-<year>-<six digits>`")]
pub struct NotACaseId;

/// A case: what is being asked, by whom, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its number.
    pub id: CaseId,
    /// What is asked.
    pub item: Item,
    /// Sub-type of the item; empty for none.
    pub sub_type: String,
    /// Version of the item definition that it is pinned to.
    pub definition_version: i32,
    /// Submission count: 1 from the draft on, one more with each submission after a return.
    pub version: i32,
    /// The unit whose seats are concerned.
    pub unit_id: String,
    /// The department that submits; the unit itself when it has none.
    pub department_id: String,
    /// Jurisdiction whose office decides.
    pub jurisdiction_id: String,
    /// Its area code.
    pub area_code: String,
    /// Who drafted.
    pub drafter: Actor,
    /// Who submitted last.
    pub submitter: Option<Actor>,
    /// The form. While RETURNED it is the one being corrected.
    pub form: Form,
    /// SM3 of the canonical form.
    pub form_hash: String,
    /// How far it is.
    pub state: State,
    /// A step that is under way in another house.
    pub under_way: Option<UnderWay>,
    /// Effects intended so far.
    pub attempts: i32,
    /// The statutory clock.
    pub clock: Clock,
    /// Who acted at which desk, by operator id.
    pub desk_acts: BTreeMap<String, Desk>,
    /// Opinions on the present version.
    pub opinions: Vec<Opinion>,
    /// Findings of the last check that do not block, and those of a refused approval.
    pub findings: Vec<Finding>,
    /// What the last return listed.
    pub defects: Vec<String>,
    /// Change id at the registry, once applied.
    pub change_id: Option<uuid::Uuid>,
    /// Papers, once issued.
    pub papers: Vec<Paper>,
    /// Grows with each change.
    pub revision: i32,
    /// When it was drafted.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Last change.
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: OffsetDateTime,
}

/// State of a case (办件状态, domain.md §3.0).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", tag = "state")]
pub enum State {
    /// Being drafted (草稿).
    Draft,
    /// With the sub_unit's department (待主管部门提交).
    DeptPending,
    /// At the office (已提交).
    Submitted,
    /// Accepted; its parallel review is being opened (已受理).
    Accepted,
    /// In review (审核中), on a desk.
    InReview {
        /// Who holds it.
        desk: Desk,
    },
    /// Approved; the effects run (已审批).
    Approved {
        /// Who decided.
        decision: Decision,
    },
    /// The registry has committed and the papers are issued (已办结).
    Completed {
        /// Who decided.
        decision: Decision,
    },
    /// With the applicant, to be corrected (退回补正).
    Returned,
    /// Refused (不予受理).
    Refused {
        /// Reason and legal basis.
        reason: String,
    },
    /// Withdrawn by the applicant (已撤回).
    Withdrawn {
        /// Reason.
        reason: String,
    },
}

/// A decision (审批决定).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who decided.
    pub actor: Actor,
    /// On which desk: a refused change comes back here.
    pub desk: Desk,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub decided_at: OffsetDateTime,
    /// Legal basis.
    pub basis: String,
}

/// A step whose effect in another house is under way. Nobody else moves the case meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnderWay {
    /// The registry is asked to hold or pin.
    Submit,
    /// bridge is asked to open the review.
    Accept,
    /// Registry and document carry out the decision.
    Approve,
    /// What the case holds goes back, its review is closed.
    Leave,
}

/// Who holds a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The case is over, or its effects run.
    Nobody,
    /// The unit that drafted.
    Applicant,
    /// The sub_unit's department.
    Department,
    /// A desk of the office.
    Desk(Desk),
}

/// What a draft is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCase {
    /// Its number.
    pub id: CaseId,
    /// Sub-type; empty for none.
    pub sub_type: String,
    /// The current definition's version.
    pub definition_version: i32,
    /// The item's time limit.
    pub limit: calendar::Limit,
    /// The unit that asks.
    pub unit_id: String,
    /// Its department.
    pub department_id: String,
    /// Its jurisdiction.
    pub jurisdiction_id: String,
    /// Area code of the jurisdiction.
    pub area_code: String,
    /// Who drafts.
    pub drafter: Actor,
    /// The form.
    pub form: Form,
    /// SM3 of the canonical form.
    pub form_hash: String,
}

impl CaseId {
    /// The number made of the jurisdiction's area code, the year and the next value of the sequence.
    pub fn new(area_code: &str, year: i32, sequence: i32) -> Self {
        Self(format!("{area_code}-{year:04}-{sequence:06}"))
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CaseId {
    type Err = NotACaseId;

    fn from_str(text: &str) -> Result<Self, NotACaseId> {
        let lengths: Vec<usize> = text.split('-').map(str::len).collect();
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if lengths == [6, 4, 6] && is_number { Ok(Self(text.to_owned())) } else { Err(NotACaseId) }
    }
}

impl State {
    /// The code in rows, timelines and facts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::DeptPending => "DEPT_PENDING",
            Self::Submitted => "SUBMITTED",
            Self::Accepted => "ACCEPTED",
            Self::InReview { .. } => "IN_REVIEW",
            Self::Approved { .. } => "APPROVED",
            Self::Completed { .. } => "COMPLETED",
            Self::Returned => "RETURNED",
            Self::Refused { .. } => "REFUSED",
            Self::Withdrawn { .. } => "WITHDRAWN",
        }
    }

    /// Whether nothing follows.
    pub const fn is_over(&self) -> bool {
        match self {
            Self::Completed { .. } | Self::Refused { .. } | Self::Withdrawn { .. } => true,
            Self::Draft
            | Self::DeptPending
            | Self::Submitted
            | Self::Accepted
            | Self::InReview { .. }
            | Self::Approved { .. }
            | Self::Returned => false,
        }
    }
}

impl UnderWay {
    /// The code in rows, and the kind of the effect.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Accept => "accept",
            Self::Approve => "approve",
            Self::Leave => "leave",
        }
    }

    /// The step with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Submit, Self::Accept, Self::Approve, Self::Leave].into_iter().find(|step| step.code() == code)
    }
}

impl Case {
    /// A new draft.
    pub fn draft(new: NewCase, now: OffsetDateTime) -> Self {
        Self {
            id: new.id,
            item: new.form.item(),
            sub_type: new.sub_type,
            definition_version: new.definition_version,
            version: 1,
            unit_id: new.unit_id,
            department_id: new.department_id,
            jurisdiction_id: new.jurisdiction_id,
            area_code: new.area_code,
            drafter: new.drafter,
            submitter: None,
            form: new.form,
            form_hash: new.form_hash,
            state: State::Draft,
            under_way: None,
            attempts: 0,
            clock: Clock::new(new.limit),
            desk_acts: BTreeMap::new(),
            opinions: Vec::new(),
            findings: Vec::new(),
            defects: Vec::new(),
            change_id: None,
            papers: Vec::new(),
            revision: 1,
            created_at: now,
            updated_at: now,
        }
    }

    /// What a caller must have seen to move the case.
    pub fn etag(&self) -> String {
        format!("{}-{}", self.version, self.revision)
    }

    /// Who holds it (domain.md §3.0: one desk holds the case).
    pub fn holder(&self) -> Holder {
        match &self.state {
            State::Draft | State::Returned => Holder::Applicant,
            State::DeptPending => Holder::Department,
            State::Submitted | State::Accepted => Holder::Desk(Desk::Accept),
            State::InReview { desk } => Holder::Desk(*desk),
            State::Approved { .. }
            | State::Completed { .. }
            | State::Refused { .. }
            | State::Withdrawn { .. } => Holder::Nobody,
        }
    }

    /// Whether it was drafted by a sub_unit, so that it needs forwarding.
    pub fn is_drafted_by_sub_unit(&self) -> bool {
        self.drafter.unit_id != self.department_id
    }

    /// The decision, once there is one.
    pub fn decision(&self) -> Option<&Decision> {
        match &self.state {
            State::Approved { decision } | State::Completed { decision } => Some(decision),
            State::Draft
            | State::DeptPending
            | State::Submitted
            | State::Accepted
            | State::InReview { .. }
            | State::Returned
            | State::Refused { .. }
            | State::Withdrawn { .. } => None,
        }
    }

    /// The version that the form in hand belongs to: the next one while a returned case is corrected.
    pub fn form_version(&self) -> i32 {
        if self.state == State::Returned { self.version + 1 } else { self.version }
    }
}

//! Occasions to tell somebody something.
use std::collections::BTreeSet;

use time::OffsetDateTime;

use super::message::Kind;

/// A case as its facts describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRef {
    /// Case number.
    pub case_id: String,
    /// Item key, e.g. `entry`.
    pub item: String,
    /// The unit that asks.
    pub unit_id: String,
    /// The department that submits.
    pub department_id: String,
    /// Jurisdiction whose office decides.
    pub jurisdiction_id: String,
    /// Operator who drafted.
    pub drafter_id: String,
    /// Operator who submitted; nobody before.
    pub submitter_id: Option<String>,
    /// Operator who acted, and who therefore knows.
    pub actor_id: Option<String>,
}

/// Something that happened and that somebody must know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Occasion {
    /// Something happened to a case.
    Case {
        /// The case.
        case: CaseRef,
        /// What.
        happening: Happening,
    },
    /// Departments were asked for their opinions (并联审核).
    OpinionAsked {
        /// The case.
        case_id: String,
        /// Kinds of the departments asked, e.g. `hr_bureau`.
        departments: BTreeSet<String>,
        /// Area code of the departments asked.
        area_code: String,
    },
}

/// What happened to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// A sub_unit forwarded its draft (转报).
    Forwarded,
    /// A department submitted (提交).
    Submitted,
    /// The office accepted (受理).
    Accepted {
        /// When it is due; nothing while no clock runs.
        due_at: Option<OffsetDateTime>,
    },
    /// The case came to a desk (转岗).
    Passed {
        /// The desk, e.g. `desk_review`.
        desk: String,
    },
    /// Returned for correction (退回补正).
    Returned {
        /// How many defects were listed.
        defect_count: i32,
    },
    /// The registry has committed and the papers are issued (办结).
    Completed {
        /// Numbers (文号) of the papers.
        numbers: Vec<String>,
    },
    /// Ended without approval.
    Ended {
        /// How.
        side: Side,
    },
}

/// How a case ended without approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The office refused (不予核准).
    Refused,
    /// The applicant withdrew (撤回).
    Withdrawn,
    /// The office terminated it (终止).
    Terminated,
    /// Nothing came in time (逾期失效).
    Lapsed,
}

/// Whom an occasion concerns, by role; the directory knows the persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// One operator.
    Operator(String),
    /// Whoever holds a desk of the jurisdiction's staffing office.
    Desk {
        /// The jurisdiction.
        jurisdiction_id: String,
        /// The desk, e.g. `desk_accept`.
        desk: String,
    },
    /// Whoever drafts and submits for a department.
    Clerks {
        /// The department.
        unit_id: String,
    },
    /// Whoever gives opinions in the departments of a kind in an area.
    Reviewers {
        /// Kind of department, e.g. `org_dept`.
        unit_kind: String,
        /// Area code.
        area_code: String,
    },
}

impl Occasion {
    /// The case it is about.
    pub fn case_id(&self) -> &str {
        match self {
            Self::Case { case, .. } => &case.case_id,
            Self::OpinionAsked { case_id, .. } => case_id,
        }
    }

    /// The unit that asks, as far as the fact says.
    pub fn unit_id(&self) -> Option<&str> {
        match self {
            Self::Case { case, .. } => Some(&case.unit_id),
            Self::OpinionAsked { .. } => None,
        }
    }

    /// Who acted, and need not be told.
    pub fn actor_id(&self) -> Option<&str> {
        match self {
            Self::Case { case, .. } => case.actor_id.as_deref(),
            Self::OpinionAsked { .. } => None,
        }
    }

    /// The kind of message.
    pub fn kind(&self) -> Kind {
        match self {
            Self::OpinionAsked { .. } => Kind::OpinionAsked,
            Self::Case { happening, .. } => match happening {
                Happening::Forwarded => Kind::CaseForwarded,
                Happening::Submitted => Kind::CaseSubmitted,
                Happening::Accepted { .. } => Kind::CaseAccepted,
                Happening::Passed { .. } => Kind::CasePassed,
                Happening::Returned { .. } => Kind::CaseReturned,
                Happening::Completed { .. } => Kind::CaseCompleted,
                Happening::Ended { .. } => Kind::CaseEnded,
            },
        }
    }

    /// Whom it concerns: work goes to the desk, department or reviewers that must act next, a result to the
    /// drafter and the submitter.
    pub fn addresses(&self) -> Vec<Address> {
        let (case, happening) = match self {
            Self::OpinionAsked { departments, area_code, .. } => {
                let reviewers = |kind: &String| Address::Reviewers {
                    unit_kind: kind.clone(),
                    area_code: area_code.clone(),
                };
                return departments.iter().map(reviewers).collect();
            }
            Self::Case { case, happening } => (case, happening),
        };
        let desk = |desk: &str| Address::Desk {
            jurisdiction_id: case.jurisdiction_id.clone(),
            desk: desk.to_owned(),
        };
        match happening {
            Happening::Forwarded => vec![Address::Clerks { unit_id: case.department_id.clone() }],
            Happening::Submitted => vec![desk("desk_accept")],
            Happening::Passed { desk: holder } => vec![desk(holder)],
            Happening::Accepted { .. }
            | Happening::Returned { .. }
            | Happening::Completed { .. }
            | Happening::Ended { .. } => case.applicants(),
        }
    }
}

impl CaseRef {
    fn applicants(&self) -> Vec<Address> {
        let operators = std::iter::once(&self.drafter_id).chain(&self.submitter_id);
        operators.cloned().map(Address::Operator).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case() -> CaseRef {
        CaseRef {
            case_id: "420800-2026-000012".into(),
            item: "entry".into(),
            unit_id: "sch".into(),
            department_id: "edu".into(),
            jurisdiction_id: "city".into(),
            drafter_id: "sch-clerk".into(),
            submitter_id: Some("edu-clerk".into()),
            actor_id: None,
        }
    }

    fn addresses(happening: Happening) -> Vec<Address> {
        Occasion::Case { case: case(), happening }.addresses()
    }

    #[test]
    fn work_goes_to_whoever_must_act_next() {
        let desk = |desk: &str| vec![Address::Desk { jurisdiction_id: "city".into(), desk: desk.into() }];

        assert_eq!(addresses(Happening::Forwarded), [Address::Clerks { unit_id: "edu".into() }]);
        assert_eq!(addresses(Happening::Submitted), desk("desk_accept"));
        assert_eq!(addresses(Happening::Passed { desk: "desk_approve".into() }), desk("desk_approve"));
    }

    #[test]
    fn a_result_goes_to_drafter_and_submitter() {
        let applicants = ["sch-clerk", "edu-clerk"].map(|id| Address::Operator(id.into()));

        for happening in [
            Happening::Accepted { due_at: None },
            Happening::Returned { defect_count: 1 },
            Happening::Completed { numbers: vec![] },
            Happening::Ended { side: Side::Refused },
        ] {
            assert_eq!(addresses(happening), applicants);
        }
    }

    #[test]
    fn a_draft_returned_before_it_was_submitted_concerns_its_drafter_only() {
        let case = CaseRef { submitter_id: None, ..case() };
        let occasion = Occasion::Case { case, happening: Happening::Returned { defect_count: 2 } };

        assert_eq!(occasion.addresses(), [Address::Operator("sch-clerk".into())]);
    }

    #[test]
    fn every_department_asked_is_told() {
        let occasion = Occasion::OpinionAsked {
            case_id: "420800-2026-000012".into(),
            departments: ["org_dept", "hr_bureau"].map(str::to_owned).into(),
            area_code: "420800".into(),
        };

        let reviewers =
            |kind: &str| Address::Reviewers { unit_kind: kind.into(), area_code: "420800".into() };
        assert_eq!(occasion.addresses(), [reviewers("hr_bureau"), reviewers("org_dept")]);
    }
}

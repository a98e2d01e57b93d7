//! A department's branch of a review.

use kernel::actor::Actor;
use kernel::error::{Coded, Kind};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// A department that gives opinions (职能部门).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Department {
    /// Organization Department (组织部).
    OrgDept,
    /// Human Resources and Social Security Bureau (人社局).
    HrBureau,
}

impl Department {
    /// The kind of unit in the directory, and the role in a review.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OrgDept => "org_dept",
            Self::HrBureau => "hr_bureau",
        }
    }

    /// The role of its system as a partner (conventions.md "mTLS and identity").
    pub fn partner_role(self) -> &'static str {
        match self {
            Self::OrgDept => "organization",
            Self::HrBureau => "hr",
        }
    }

    /// Whether its purpose needs the full citizen ID: HR enters it into the salary system, organization
    /// judges eligibility without it.
    pub fn sees_full_id(self) -> bool {
        self == Self::HrBureau
    }

    /// The department of this kind of unit.
    pub fn of(text: &str) -> Option<Self> {
        [Self::OrgDept, Self::HrBureau].into_iter().find(|department| department.as_str() == text)
    }

    /// The department whose system plays this role.
    pub fn of_role(role: &str) -> Option<Self> {
        [Self::OrgDept, Self::HrBureau].into_iter().find(|department| department.partner_role() == role)
    }
}

/// What a department says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// 同意.
    Agree,
    /// 不同意.
    Disagree,
}

/// State of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReviewState {
    /// Waits for opinions.
    Open,
    /// Every required opinion agrees.
    Joined,
    /// Every required opinion is given and at least one disagrees.
    Disagreed,
    /// The case left review.
    Closed,
}

/// A parallel review, without its form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Its id.
    pub id: Uuid,
    /// The case.
    pub case_id: String,
    /// Its version.
    pub case_version: i32,
    /// The unit concerned.
    pub unit_id: String,
    /// Area code of the jurisdiction whose departments are asked.
    pub area_code: String,
    /// SM3 of the canonical form under review.
    pub form_hash: String,
    /// State.
    pub state: ReviewState,
    /// When it was opened, business time.
    #[serde(with = "time::serde::rfc3339")]
    pub opened_at: OffsetDateTime,
    /// One per department, by department.
    pub opinions: Vec<Opinion>,
}

/// One branch of a review: what a department was asked and, once it is there, what it answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// The department.
    pub department: Department,
    /// Its unit.
    pub unit_id: String,
    /// Whether the approval needs it.
    pub required: bool,
    /// When it is due.
    #[serde(with = "time::serde::rfc3339")]
    pub due_at: OffsetDateTime,
    /// The answer; an answered opinion never changes.
    pub answer: Option<Answer>,
}

/// A department's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Agree or not.
    pub verdict: Verdict,
    /// Why; empty only with an agreement.
    pub reason: String,
    /// SM3 of exactly what it looked at.
    pub seen_hash: String,
    /// When, business time.
    #[serde(with = "time::serde::rfc3339")]
    pub given_at: OffsetDateTime,
    /// Who: an operator, or a partner's system with its certificate.
    pub actor: Actor,
}

/// Why an opinion is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpinionError {
    #[error("the review of case {case_id} is closed")]
    ReviewClosed { case_id: String },
    #[error("the department gave its opinion on case {case_id} already")]
    AlreadyGiven { case_id: String },
    #[error("the form of case {case_id} is another one than was looked at: read it again")]
    SeenHashMismatch { case_id: String },
    #[error("a department that disagrees says why")]
    ReasonRequired,
}

impl Coded for OpinionError {
    fn kind(&self) -> Kind {
        Kind::Precondition
    }

    fn reason(&self) -> &str {
        match self {
            Self::ReviewClosed { .. } => "REVIEW_CLOSED",
            Self::AlreadyGiven { .. } => "OPINION_ALREADY_GIVEN",
            Self::SeenHashMismatch { .. } => "SEEN_HASH_MISMATCH",
            Self::ReasonRequired => "REASON_REQUIRED",
        }
    }

    fn zh(&self) -> Option<String> {
        Some(match self {
            Self::ReviewClosed { case_id } => format!("办件 {case_id} 的并联审查已关闭"),
            Self::AlreadyGiven { case_id } => format!("本部门已对办件 {case_id} 出具意见"),
            Self::SeenHashMismatch { case_id } => {
                format!("办件 {case_id} 的表单已变化，请重新查看后再出具意见")
            }
            Self::ReasonRequired => "不同意须说明理由".to_owned(),
        })
    }
}

impl Opinion {
    /// Answers this branch of `review`. The other branches stand, whatever it says.
    pub fn give(self, review: &Review, answer: Answer) -> Result<Self, OpinionError> {
        let case_id = || review.case_id.clone();
        match review.state {
            ReviewState::Closed => return Err(OpinionError::ReviewClosed { case_id: case_id() }),
            ReviewState::Open | ReviewState::Joined | ReviewState::Disagreed => {}
        }
        if self.answer.is_some() {
            return Err(OpinionError::AlreadyGiven { case_id: case_id() });
        }
        // I24: an opinion counts for exactly the form whose hash it names.
        if answer.seen_hash != review.form_hash {
            return Err(OpinionError::SeenHashMismatch { case_id: case_id() });
        }
        if answer.verdict == Verdict::Disagree && answer.reason.trim().is_empty() {
            return Err(OpinionError::ReasonRequired);
        }
        Ok(Self { answer: Some(answer), ..self })
    }
}

/// What the opinions add up to, once every required one is given (domain.md §3.3 E6). Silence is never consent.
pub fn joined(opinions: &[Opinion]) -> Option<ReviewState> {
    let mut state = ReviewState::Joined;
    for opinion in opinions.iter().filter(|opinion| opinion.required) {
        match opinion.answer.as_ref()?.verdict {
            Verdict::Agree => {}
            Verdict::Disagree => state = ReviewState::Disagreed,
        }
    }
    Some(state)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;

    fn review() -> Review {
        Review {
            id: Uuid::nil(),
            case_id: "420800-2026-000002".into(),
            case_version: 1,
            unit_id: "sch".into(),
            area_code: "420800".into(),
            form_hash: "aa".into(),
            state: ReviewState::Open,
            opened_at: datetime!(2026-08-20 01:00 UTC),
            opinions: vec![asked(Department::HrBureau), asked(Department::OrgDept)],
        }
    }

    fn asked(department: Department) -> Opinion {
        Opinion {
            department,
            unit_id: department.as_str().into(),
            required: true,
            due_at: datetime!(2026-08-24 09:30 UTC),
            answer: None,
        }
    }

    fn answer(verdict: Verdict) -> Answer {
        Answer {
            verdict,
            reason: String::new(),
            seen_hash: "aa".into(),
            given_at: datetime!(2026-08-21 02:00 UTC),
            actor: Actor {
                operator_id: "hr-opinion".into(),
                unit_id: "hr".into(),
                certificate_serial: "0A".into(),
            },
        }
    }

    #[test]
    fn an_opinion_on_another_form_does_not_count() {
        let seen = Answer { seen_hash: "bb".into(), ..answer(Verdict::Agree) };

        let refusal = asked(Department::HrBureau).give(&review(), seen).unwrap_err();

        assert_eq!(refusal, OpinionError::SeenHashMismatch { case_id: review().case_id });
    }

    #[test]
    fn a_department_answers_once() {
        let given = asked(Department::HrBureau).give(&review(), answer(Verdict::Agree)).unwrap();

        let refusal = given.give(&review(), answer(Verdict::Agree)).unwrap_err();

        assert_eq!(refusal, OpinionError::AlreadyGiven { case_id: review().case_id });
    }

    #[test]
    fn a_disagreement_without_a_reason_is_refused() {
        let refusal = asked(Department::OrgDept).give(&review(), answer(Verdict::Disagree)).unwrap_err();

        assert_eq!(refusal, OpinionError::ReasonRequired);
    }

    #[test]
    fn a_closed_review_takes_no_opinion() {
        let closed = Review { state: ReviewState::Closed, ..review() };

        let refusal = asked(Department::OrgDept).give(&closed, answer(Verdict::Agree)).unwrap_err();

        assert_eq!(refusal, OpinionError::ReviewClosed { case_id: closed.case_id });
    }

    proptest! {
        /// Whatever is answered in whatever order, the review joins exactly when nothing required is silent,
        /// and in agreement exactly when nobody required disagrees.
        #[test]
        fn a_review_joins_when_nobody_required_is_silent(
            branches in prop::collection::vec((any::<bool>(), prop::option::of(any::<bool>())), 0..6)
        ) {
            let opinions: Vec<Opinion> = branches.iter().map(|(required, agrees)| Opinion {
                required: *required,
                answer: agrees.map(|yes| answer(if yes { Verdict::Agree } else { Verdict::Disagree })),
                ..asked(Department::OrgDept)
            }).collect();

            let silent = branches.iter().any(|(required, agrees)| *required && agrees.is_none());
            let against = branches.iter().any(|(required, agrees)| *required && *agrees == Some(false));
            let expected = match (silent, against) {
                (true, _) => None,
                (false, true) => Some(ReviewState::Disagreed),
                (false, false) => Some(ReviewState::Joined),
            };
            prop_assert_eq!(joined(&opinions), expected);
        }
    }
}

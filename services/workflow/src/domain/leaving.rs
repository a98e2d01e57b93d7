//! The side exits: return, refuse, withdraw. Past the submission each is an effect: what the case holds goes
//! back at the registry and an open review is closed at bridge (domain.md §3.0).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Case, CaseError, Clerk, Definition, Event, Holder, Move, Officer, State, Step, Turn, UnderWay};

/// How a case leaves the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    /// Back to the applicant, with all defects at once (退回补正).
    Return {
        /// What is to be corrected.
        defects: Vec<String>,
    },
    /// Not within remit, or illegal (不予受理).
    Refuse {
        /// Reason and legal basis.
        reason: String,
    },
    /// Taken back by the applicant (撤回).
    Withdraw {
        /// Reason.
        reason: String,
    },
}

impl Case {
    /// A department returns a forwarded draft to its sub_unit: back to DRAFT, same version, no clock.
    ///
    /// # Errors
    /// [`CaseError::State`], [`CaseError::NotTheHolder`].
    pub fn hand_back(
        mut self,
        clerk: &Clerk,
        defects: Vec<String>,
        now: OffsetDateTime,
    ) -> Result<Turn, CaseError> {
        if self.state != State::DeptPending {
            return Err(CaseError::state(&self.id, &self.state, "return"));
        }
        self.in_hands_of(clerk, "return")?;
        self.state = State::Draft;
        let fact = Event::Returned { defects: defects.len() };
        let basis = defects.join(";");
        self.defects = defects;
        Ok(Turn::of(self, Step::Returned, basis, now).telling(fact))
    }

    /// The holding desk begins a return or a refusal.
    ///
    /// # Errors
    /// [`CaseError::State`], [`CaseError::NotTheHolder`], [`CaseError::FourEyes`].
    pub fn turn_away(
        self,
        officer: &Officer,
        definition: &Definition,
        exit: &Exit,
    ) -> Result<Self, CaseError> {
        let (wanted, name) = match exit {
            Exit::Return { .. } => (Move::Return, "return"),
            Exit::Refuse { .. } => (Move::Refuse, "refuse"),
            Exit::Withdraw { .. } => return Err(CaseError::state(&self.id, &self.state, "withdraw")),
        };
        let Holder::Desk(desk) = self.holder() else {
            return Err(CaseError::state(&self.id, &self.state, name));
        };
        self.at_desk(officer, desk)?;
        if !definition.allows(desk, wanted) {
            return Err(CaseError::state(&self.id, &self.state, name));
        }
        let mut case = self.setting_out(UnderWay::Leave);
        case.desk_acts.insert(officer.actor.operator_id.clone(), desk);
        Ok(case)
    }

    /// The department takes its case back before it is approved (撤回).
    ///
    /// # Errors
    /// [`CaseError::State`] once approved or over, [`CaseError::NotTheHolder`] for another unit.
    pub fn withdraw(self, clerk: &Clerk) -> Result<Self, CaseError> {
        match &self.state {
            State::Draft
            | State::DeptPending
            | State::Submitted
            | State::Accepted
            | State::InReview { .. }
            | State::Returned => {}
            State::Approved { .. }
            | State::Completed { .. }
            | State::Refused { .. }
            | State::Withdrawn { .. } => return Err(CaseError::state(&self.id, &self.state, "withdraw")),
        }
        if !clerk.is_of_department(&self) {
            return Err(CaseError::not_the_holder(&self.id, None));
        }
        Ok(self.setting_out(UnderWay::Leave))
    }

    /// Whether the registry or bridge may still have something of the case.
    pub fn has_been_submitted(&self) -> bool {
        self.submitter.is_some()
    }

    /// Whether bridge was asked to open a review of this version.
    pub fn has_review(&self) -> bool {
        !self.opinions.is_empty() && self.state != State::Returned
    }

    /// The case has left: nothing of it is held any more, but for the pin of a returned one.
    pub fn left(mut self, exit: Exit, at: OffsetDateTime) -> Turn {
        self.under_way = None;
        match exit {
            Exit::Return { defects } => {
                self.state = State::Returned;
                self.clock.returned(at);
                let fact = Event::Returned { defects: defects.len() };
                let basis = defects.join(";");
                self.defects = defects;
                Turn::of(self, Step::Returned, basis, at).telling(fact)
            }
            Exit::Refuse { reason } => {
                self.state = State::Refused { reason: reason.clone() };
                self.clock.stopped(at);
                Turn::of(self, Step::Refused, reason, at).telling(Event::Ended { state: "REFUSED" })
            }
            Exit::Withdraw { reason } => {
                self.state = State::Withdrawn { reason: reason.clone() };
                self.clock.stopped(at);
                Turn::of(self, Step::Withdrawn, reason, at).telling(Event::Ended { state: "WITHDRAWN" })
            }
        }
    }
}

//! Returning, refusing and withdrawing a case.

use super::effects::{Kind, Leave};
use super::opening::{Opened, Opening};
use super::people::clerk;
use super::{Answer, App, Call, Error, Target};
use crate::domain::{Exit, State};
use crate::store::{cases, persons};

/// A case that is to leave the desk.
#[derive(Debug, Clone)]
pub struct LeaveCase {
    /// Which case.
    pub target: Target,
    /// How.
    pub exit: Exit,
}

impl App {
    /// Returns, refuses or withdraws. Past the submission that is an effect: what the case holds goes back,
    /// its review is closed.
    ///
    /// # Errors
    /// CASE_STATE, NOT_THE_HOLDER, FOUR_EYES, and those of [`App::open`].
    #[tracing::instrument(skip_all, fields(case.id = %command.target.case_id))]
    pub async fn leave_case(&self, call: Call, command: LeaveCase) -> Result<Answer, Error> {
        let LeaveCase { target, exit } = command;
        let is_subject = self.is_subject_of(&call, &target).await?;
        let mut opened = match self.open(&call, &target).await? {
            Opening::Answered(answer) => return Ok(*answer),
            Opening::Case(opened) => opened,
        };
        let case = opened.case.clone();
        let case = match &exit {
            Exit::Return { defects } if case.state == State::DeptPending => {
                let turn = case.hand_back(&clerk(&call)?, defects.clone(), opened.now)?;
                return self.conclude(*opened, &call, turn).await;
            }
            Exit::Return { .. } | Exit::Refuse { .. } => {
                let officer = Self::officer(&call, is_subject)?;
                case.turn_away(&officer, &opened.definition, &exit)?
            }
            Exit::Withdraw { .. } => case.withdraw(&clerk(&call)?)?,
        };
        if !case.has_been_submitted() {
            // Nobody else has anything of it.
            persons::release(&mut opened.tx, &case.id).await?;
            let turn = case.left(exit, opened.now);
            return self.conclude(*opened, &call, turn).await;
        }
        let Opened { mut tx, seen_hash, now, .. } = *opened;
        cases::record_setting_out(&mut tx, &case).await?;
        let leave = Leave { actor: call.actor()?, at: now, seen_hash, exit };
        self.set_out(tx, &case, &call, Kind::Leave(leave)).await
    }
}

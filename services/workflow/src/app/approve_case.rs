//! The approval desk decides, and the effects follow.

use super::answers::Stored;
use super::effects::{Approve, Kind};
use super::opening::Opening;
use super::{Answer, App, Call, Error, Outcome, Target};
use crate::domain::CaseId;
use crate::store::cases;

/// An approval.
#[derive(Debug, Clone)]
pub struct ApproveCase {
    /// Which case.
    pub target: Target,
    /// Legal basis.
    pub basis: String,
}

impl App {
    /// Approves: the decision stands with its intent; registry, papers and numbers follow. The answer says how
    /// far they came within the caller's patience, and stays that for every repeat.
    ///
    /// # Errors
    /// As [`App::review_case`].
    #[tracing::instrument(skip_all, fields(case.id = %command.target.case_id))]
    pub async fn approve_case(&self, call: Call, command: ApproveCase) -> Result<Answer, Error> {
        let ApproveCase { target, basis } = command;
        let is_subject = self.is_subject_of(&call, &target).await?;
        let mut opened = match self.open(&call, &target).await {
            Ok(Opening::Answered(answer)) => return Ok(*answer),
            Ok(Opening::Case(opened)) => opened,
            // The first one is still under way at the repeat's deadline.
            Err(Error::Command(command::Error::InProgress(_))) => {
                return self.effects_pending(&call, &target.case_id).await;
            }
            Err(error) => return Err(error),
        };
        let officer = Self::officer(&call, is_subject)?;
        let turn = opened.case.clone().approve(&officer, &opened.definition, &basis, opened.now)?;
        let by = call.performer()?;
        let (vault, now) = (&self.0.vault, opened.now);
        cases::record(&mut opened.tx, vault, &turn, &by, &opened.seen_hash, now).await?;
        let approve = Approve { actor: by.actor, names: self.names(&turn.case)? };
        match self.set_out(opened.tx, &turn.case, &call, Kind::Approve(approve)).await {
            Err(Error::Command(command::Error::InProgress(_))) => {
                self.effects_pending(&call, &target.case_id).await
            }
            other => other,
        }
    }

    /// Answers "approved, effects pending", unless the effects were faster.
    async fn effects_pending(&self, call: &Call, case_id: &str) -> Result<Answer, Error> {
        let not_found = || Error::CaseNotFound(case_id.to_owned());
        let id: CaseId = case_id.parse().map_err(|_| not_found())?;
        let mut tx = self.begin().await?;
        let case = cases::lock(&mut tx, &self.0.vault, &id).await?.ok_or_else(not_found)?;
        let snapshot = Self::snapshot(&mut tx, case).await?;
        let stored: Stored = self.stored(call.request.id, &snapshot, Some(Outcome::EffectsPending))?;
        let request = (call.request.principal_id.clone(), call.request.id);
        self.answer_first(&mut tx, Some(&request), &stored).await?;
        db::commit(tx).await?;
        self.await_answer(&Call { patience: std::time::Duration::ZERO, ..call.clone() }).await
    }
}

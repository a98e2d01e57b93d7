//! The acceptance desk takes a case in.

use super::effects::{Accept, Kind};
use super::opening::{Opening, seen};
use super::{Answer, App, Call, Error, Target};
use crate::store::cases;

impl App {
    /// Accepts; opens the parallel review where the item asks for one.
    ///
    /// # Errors
    /// CASE_STATE, NOT_THE_HOLDER, FOUR_EYES, and those of [`App::open`].
    #[tracing::instrument(skip_all, fields(case.id = %target.case_id))]
    pub async fn accept_case(&self, call: Call, target: Target, remark: String) -> Result<Answer, Error> {
        let is_subject = self.is_subject_of(&call, &target).await?;
        let mut opened = match self.open(&call, &target).await? {
            Opening::Answered(answer) => return Ok(*answer),
            Opening::Case(opened) => opened,
        };
        let officer = Self::officer(&call, is_subject)?;
        let (case, calendar) = (opened.case.clone(), &self.0.calendar);
        let turn = case.accept(&officer, &opened.definition, &remark, calendar, opened.now)?;
        if turn.case.under_way.is_none() {
            return self.conclude(*opened, &call, turn).await;
        }
        let by = call.performer()?;
        let (vault, now) = (&self.0.vault, opened.now);
        cases::record(&mut opened.tx, vault, &turn, &by, &opened.seen_hash, now).await?;
        let accept = Accept { actor: by.actor, at: now, seen_hash: seen(&turn.case)? };
        self.set_out(opened.tx, &turn.case, &call, Kind::Accept(accept)).await
    }
}

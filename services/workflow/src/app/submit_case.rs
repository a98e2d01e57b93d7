//! Submitting to the office: the registry holds seats or pins the permit first.

use kernel::error::Kind as ErrorKind;

use super::effects::{Kind, Submit};
use super::opening::Opening;
use super::people::{clerk, may_submit};
use super::{Answer, App, Call, Error, Target};
use crate::store::{cases, materials, persons};

impl App {
    /// Submits.
    ///
    /// # Errors
    /// SUBUNIT_DIRECT_SUBMIT_FORBIDDEN, MATERIAL_MISSING with all of them, CASE_OPEN_FOR_PERSON, what the
    /// registry refuses with every finding (the case stays as it was), and those of [`App::open`].
    #[tracing::instrument(skip_all, fields(case.id = %target.case_id))]
    pub async fn submit_case(&self, call: Call, target: Target) -> Result<Answer, Error> {
        let mut opened = match self.open(&call, &target).await? {
            Opening::Answered(answer) => return Ok(*answer),
            Opening::Case(opened) => opened,
        };
        let enclosed = materials::of_case(&mut opened.tx, &opened.case.id).await?;
        let case = opened.case.submit(&clerk(&call)?, &opened.definition, &enclosed)?;
        may_submit(&call.caller, case.item)?;
        let mut tx = opened.tx;
        match persons::claim(&mut tx, &self.0.vault, &case).await {
            Err(error) if error.violates(persons::ONE_OPEN_CASE) => {
                let (zh, en) = ("该人员已有在办的编制事项", "another case about this person's seat is open");
                return Err(Error::refused(ErrorKind::Precondition, "CASE_OPEN_FOR_PERSON", zh, en));
            }
            other => other?,
        }
        cases::record_setting_out(&mut tx, &case).await?;
        let submit = Submit { actor: call.actor()?, at: opened.now, seen_hash: opened.seen_hash };
        self.set_out(tx, &case, &call, Kind::Submit(submit)).await
    }
}

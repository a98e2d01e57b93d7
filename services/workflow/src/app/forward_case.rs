//! Forwarding a sub_unit's draft to its department.

use super::opening::Opening;
use super::people::{clerk, may_submit};
use super::{Answer, App, Call, Error, Target};
use crate::store::materials;

impl App {
    /// Forwards.
    ///
    /// # Errors
    /// Those of [`App::open`] and the rules; MATERIAL_MISSING with all of them.
    #[tracing::instrument(skip_all, fields(case.id = %target.case_id))]
    pub async fn forward_case(&self, call: Call, target: Target) -> Result<Answer, Error> {
        let mut opened = match self.open(&call, &target).await? {
            Opening::Answered(answer) => return Ok(*answer),
            Opening::Case(opened) => opened,
        };
        may_submit(&call.caller, opened.case.item)?;
        let enclosed = materials::of_case(&mut opened.tx, &opened.case.id).await?;
        let clerk = clerk(&call)?;
        let turn = opened.case.clone().forward(&clerk, &opened.definition, &enclosed, opened.now)?;
        self.conclude(*opened, &call, turn).await
    }
}

//! Changing the form of a case in the caller's hands.

use kernel::error::Violation;

use super::create_case::form_hash;
use super::opening::Opening;
use super::people::clerk;
use super::{Answer, App, Call, Error, Target};
use crate::domain::Form;

impl App {
    /// Changes a form.
    ///
    /// # Errors
    /// FIELD_INVALID when the item or the unit changes, and those of [`App::open`] and the rules.
    #[tracing::instrument(skip_all, fields(case.id = %target.case_id))]
    pub async fn update_case(&self, call: Call, target: Target, form: Form) -> Result<Answer, Error> {
        let opened = match self.open(&call, &target).await? {
            Opening::Answered(answer) => return Ok(*answer),
            Opening::Case(opened) => opened,
        };
        let mut violations = Vec::new();
        if form.item() != opened.case.item {
            violations.push(Violation::new("form", "不得更换事项", "must stay the same item"));
        }
        if form.bucket().institution_id != opened.case.unit_id {
            let (zh, en) = ("不得更换申请单位，请另起草办件", "must stay the same unit: draft another case");
            violations.push(Violation::new("form.bucket.institution_id", zh, en));
        }
        if !violations.is_empty() {
            return Err(Error::Invalid(violations));
        }
        let hash = form_hash(&form)?;
        let turn = opened.case.clone().update(&clerk(&call)?, form, hash, opened.now)?;
        self.conclude(*opened, &call, turn).await
    }
}

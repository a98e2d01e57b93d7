//! Drafting a case.

use kernel::clock::local_date;
use kernel::error::{Kind, Violation};
use policy::Unit;

use super::answers::Stored;
use super::people::may_submit;
use super::{Answer, App, Call, Error};
use crate::domain::{Case, Form, NewCase, Step, Turn};
use crate::store::{cases, definitions};

/// A draft to be made.
#[derive(Debug, Clone)]
pub struct CreateCase {
    /// Item key as sent; must be the form's.
    pub item: String,
    /// Sub-type; empty for none.
    pub sub_type: String,
    /// The form.
    pub form: Form,
}

impl App {
    /// Drafts a case.
    ///
    /// # Errors
    /// FIELD_INVALID, ITEM_UNKNOWN, ITEM_NOT_PERMITTED, UNIT_NOT_FOUND.
    #[tracing::instrument(skip_all, fields(item = %command.form.item()))]
    pub async fn create_case(&self, call: Call, command: CreateCase) -> Result<Answer, Error> {
        let CreateCase { item, sub_type, form } = command;
        if item != form.item().code() {
            let (zh, en) = ("事项与业务表单不一致", "must be the item of the form");
            return Err(Error::Invalid(vec![Violation::new("item", zh, en)]));
        }
        may_submit(&call.caller, form.item())?;
        let unit = self.unit_of(&call, &form)?;

        let mut tx = self.begin().await?;
        let system_now = self.0.system_clock.now();
        if let command::Claim::Answered(stored) =
            command::claim::<Stored>(&mut tx, &call.request, system_now).await?
        {
            return self.answer(call.request.id, stored);
        }
        let published = definitions::published(&mut tx, form.item(), None).await?.ok_or_else(|| {
            let zh = format!("事项{item}尚未发布");
            Error::refused(Kind::Precondition, "ITEM_UNKNOWN", zh, format!("item {item} is not published"))
        })?;
        let now = self.now();
        let id = cases::next_number(&mut tx, &unit.area_code, local_date(now).year()).await?;
        let new = NewCase {
            id,
            sub_type,
            definition_version: published.version,
            limit: published.definition.clock,
            unit_id: unit.id,
            department_id: unit.department_id,
            jurisdiction_id: unit.jurisdiction_id,
            area_code: unit.area_code,
            drafter: call.actor()?,
            form_hash: form_hash(&form)?,
            form,
        };
        let case = Case::draft(new, now);
        let turn = Turn { case, step: Step::Drafted, basis: String::new(), at: now, facts: Vec::new() };
        cases::insert(&mut tx, &self.0.vault, &turn, &call.performer()?).await?;
        let snapshot = Self::snapshot(&mut tx, turn.case).await?;
        let stored = self.stored(call.request.id, &snapshot, None)?;
        command::answer(&mut tx, &call.request.principal_id, call.request.id, &stored, system_now).await?;
        db::commit(tx).await?;
        Ok(Answer { snapshot, outcome: None })
    }

    /// The unit that asks: the caller's own, or one of the tree of which the caller's is the department.
    pub(super) fn unit_of(&self, call: &Call, form: &Form) -> Result<Unit, Error> {
        let directory = self.directory()?;
        let own = call.caller.unit_id.as_deref();
        let unit = directory.unit(&form.bucket().institution_id);
        let unit =
            unit.filter(|unit| [Some(unit.id.as_str()), Some(unit.department_id.as_str())].contains(&own));
        unit.cloned().ok_or_else(|| {
            let (zh, en) = ("本单位名下没有该机构", "your unit has no such unit in its tree");
            Error::refused(Kind::NotFound, "UNIT_NOT_FOUND", zh, en)
        })
    }
}

/// SM3 of the canonical form.
pub(super) fn form_hash(form: &Form) -> Result<String, Error> {
    Ok(seal::Digest::of(seal::canonical(form)?).to_string())
}

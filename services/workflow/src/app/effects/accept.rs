//! An acceptance: bridge opens the parallel review.

use calendar::Limit;
use command::effect::Effect;

use super::{Accept, errand};
use crate::app::{App, Error};
use crate::domain::{Clock, Definition, Form};
use crate::remote::Asked;
use crate::store::{Performer, cases, materials};

impl App {
    pub(super) async fn carry_out_accept(
        &self,
        effect: &Effect,
        accept: Accept,
        by: &Performer,
    ) -> Result<(), Error> {
        let (case, definition) = self.case_of(effect).await?;
        let mut connection = self.connection().await?;
        let enclosed = materials::of_case(&mut connection, &case.id).await?;
        drop(connection);
        let asked = self.asked(&definition, &case.form, &accept);
        let opening = errand(effect, "open_review", &case, &accept.actor);
        self.0.bridge.open_review(&opening, &asked, &enclosed).await?;

        let Some((mut tx, case)) = self.settle(effect).await? else { return Ok(()) };
        let turn = case.review_opened(self.now());
        cases::record(&mut tx, &self.0.vault, &turn, by, &accept.seen_hash, self.now()).await?;
        self.answer_done(&mut tx, effect, turn.case, None).await?;
        Ok(db::commit(tx).await?)
    }

    /// Who is asked, each with its own limit from the acceptance on.
    fn asked(&self, definition: &Definition, form: &Form, accept: &Accept) -> Vec<Asked> {
        let due_at = |days: u32| Clock::due_after(Limit::Desk { days }, accept.at, &self.0.calendar);
        let asked = definition.asks(form).map(|(rule, required)| Asked {
            department: rule.department,
            required,
            due_at: due_at(rule.limit_working_days),
        });
        asked.collect()
    }
}

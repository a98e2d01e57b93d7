//! A submission: the registry holds seats or pins the permit, or refuses.

use command::effect::Effect;
use kernel::error::{Finding, Severity};

use super::{Submit, errand};
use crate::app::answers::Stored;
use crate::app::{App, Error};
use crate::domain::{State, Taken};
use crate::remote::Taking;
use crate::store::{Performer, cases, persons};

impl App {
    pub(super) async fn carry_out_submit(
        &self,
        effect: &Effect,
        submit: Submit,
        by: &Performer,
    ) -> Result<(), Error> {
        match self.take(effect, &submit).await? {
            Taking::Taken(findings) => self.submitted(effect, submit, findings, by).await,
            Taking::Refused(findings) => self.submission_refused(effect, &submit, findings, by).await,
        }
    }

    async fn take(&self, effect: &Effect, submit: &Submit) -> Result<Taking, Error> {
        let (case, definition) = self.case_of(effect).await?;
        let registry = &self.0.registry;
        let taking = errand(effect, "take", &case, &submit.actor);
        let answer = match definition.hold.takes {
            Taken::Seats => registry.hold_seats(&taking).await,
            Taken::Pin => registry.pin_permit(&taking).await,
        };
        let findings = match answer {
            Ok(Taking::Taken(findings)) => findings,
            Err(error) if error.is_refusal() => return Ok(Taking::Refused(error.into_findings())),
            other => return Ok(other?),
        };
        if findings.iter().all(|finding| finding.severity < Severity::Escalate) {
            return Ok(Taking::Taken(findings));
        }
        // Allowed only through a longer chain, which no definition has yet: nothing may stay held.
        let keep_pin = case.state == State::Returned;
        registry.give_back(&errand(effect, "give_back", &case, &submit.actor), keep_pin).await?;
        Ok(Taking::Refused(findings))
    }

    async fn submitted(
        &self,
        effect: &Effect,
        submit: Submit,
        findings: Vec<Finding>,
        by: &Performer,
    ) -> Result<(), Error> {
        let Some((mut tx, case)) = self.settle(effect).await? else { return Ok(()) };
        let turn = case.submitted(submit.actor, findings, submit.at);
        cases::record(&mut tx, &self.0.vault, &turn, by, &submit.seen_hash, self.now()).await?;
        self.answer_done(&mut tx, effect, turn.case, None).await?;
        Ok(db::commit(tx).await?)
    }

    async fn submission_refused(
        &self,
        effect: &Effect,
        submit: &Submit,
        findings: Vec<Finding>,
        by: &Performer,
    ) -> Result<(), Error> {
        let Some((mut tx, case)) = self.settle(effect).await? else { return Ok(()) };
        let turn = case.submission_refused(&findings, submit.at);
        cases::record(&mut tx, &self.0.vault, &turn, by, &submit.seen_hash, self.now()).await?;
        if turn.case.state != State::Returned {
            persons::release(&mut tx, &turn.case.id).await?;
        }
        self.answer_first(&mut tx, effect.intent.request.as_ref(), &Stored::Refused { findings }).await?;
        Ok(db::commit(tx).await?)
    }
}

//! A decision carried out: registry change → papers → numbers back to the registry → COMPLETED.
//!
//! Every call repeats word for word when the effect is taken up again: the form and the opinions of the
//! version do not change any more, names and decision are in the intent and the case, and the registry's
//! answer is stored over there. So a crash anywhere ends in the same change and the same numbers, once.

use command::effect::Effect;
use kernel::error::Finding;

use super::{Approve, errand};
use crate::app::opening::seen;
use crate::app::{App, Error, Outcome};
use crate::domain::{Applied, Case, Decision, Definition, Paper, Papers};
use crate::remote::{Decided, Issue};
use crate::store::{Performer, cases, persons};

impl App {
    pub(super) async fn carry_out_approve(
        &self,
        effect: &Effect,
        approve: Approve,
        by: &Performer,
    ) -> Result<(), Error> {
        let (case, definition) = self.case_of(effect).await?;
        let Some(decision) = case.decision().cloned() else {
            // Another performer was first, and the registry refused.
            return Ok(());
        };
        let applied = match self.apply(effect, &case, &approve, &decision).await? {
            Decided::Applied(applied) => applied,
            Decided::Refused(findings) => return self.change_refused(effect, findings, by).await,
        };
        self.note_change(&case, &applied, by).await?;
        let papers = self.issue(effect, &case, &definition, &approve, &decision, &applied).await?;
        let recording = errand(effect, "record_documents", &case, &approve.actor);
        self.0.registry.record_documents(&recording, applied.change_id, &papers).await?;
        self.completed(effect, &applied, papers, by).await
    }

    async fn apply(
        &self,
        effect: &Effect,
        case: &Case,
        approve: &Approve,
        decision: &Decision,
    ) -> Result<Decided, Error> {
        let applying = errand(effect, "apply_change", case, &approve.actor);
        match self.0.registry.apply_change(&applying, &decision.basis, decision.decided_at).await {
            Err(error) if error.is_refusal() => Ok(Decided::Refused(error.into_findings())),
            other => Ok(other?),
        }
    }

    /// Commits that the change is in force, before the papers: from here on the case can only be completed.
    async fn note_change(&self, case: &Case, applied: &Applied, by: &Performer) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let found = cases::lock(&mut tx, &self.0.vault, &case.id).await?;
        let case = found.ok_or_else(|| Error::CaseNotFound(case.id.to_string()))?;
        let seen_hash = seen(&case)?;
        if let Some(turn) = case.change_applied(applied.change_id, self.now()) {
            cases::record(&mut tx, &self.0.vault, &turn, by, &seen_hash, self.now()).await?;
        }
        Ok(db::commit(tx).await?)
    }

    async fn issue(
        &self,
        effect: &Effect,
        case: &Case,
        definition: &Definition,
        approve: &Approve,
        decision: &Decision,
        applied: &Applied,
    ) -> Result<Vec<Paper>, Error> {
        let papers = Papers::compose(case, decision, definition, applied, &approve.names);
        let issuing = errand(effect, "issue_documents", case, &approve.actor);
        let issue = Issue { papers: &papers, decided_at: decision.decided_at };
        Ok(self.0.document.issue(&issuing, &issue).await?)
    }

    async fn completed(
        &self,
        effect: &Effect,
        applied: &Applied,
        papers: Vec<Paper>,
        by: &Performer,
    ) -> Result<(), Error> {
        let Some((mut tx, case)) = self.settle(effect).await? else { return Ok(()) };
        let (vault, now) = (&self.0.vault, self.now());
        let seen_hash = seen(&case)?;
        let issued = case.papers_issued(papers, now);
        cases::record(&mut tx, vault, &issued, by, &seen_hash, now).await?;
        let seen_hash = seen(&issued.case)?;
        let completed = issued.case.completed(applied.change_id, now);
        cases::record(&mut tx, vault, &completed, by, &seen_hash, now).await?;
        persons::release(&mut tx, &completed.case.id).await?;
        self.answer_done(&mut tx, effect, completed.case, Some(Outcome::Completed)).await?;
        Ok(db::commit(tx).await?)
    }

    async fn change_refused(
        &self,
        effect: &Effect,
        findings: Vec<Finding>,
        by: &Performer,
    ) -> Result<(), Error> {
        let Some((mut tx, case)) = self.settle(effect).await? else { return Ok(()) };
        let (seen_hash, now) = (seen(&case)?, self.now());
        let turn = case.change_refused(findings, now);
        cases::record(&mut tx, &self.0.vault, &turn, by, &seen_hash, now).await?;
        self.answer_done(&mut tx, effect, turn.case, Some(Outcome::BackInReview)).await?;
        Ok(db::commit(tx).await?)
    }
}

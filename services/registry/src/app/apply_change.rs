//! Puts an approved change into force: one transaction, one outcome.

use command::{Claim, Request, answer, claim};
use kernel::actor::Actor;
use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use super::{App, Error};
use crate::domain::change::{AppliedChange, Outcome, ProposedChange};
use crate::domain::fact::{ChangeApplied, EntryApplied, Fact};
use crate::domain::ids::CaseId;
use crate::domain::rules;
use crate::store::changes::{self, Change, Effect};
use crate::store::{self, institutions, locks};

/// A case is approved.
#[derive(Debug, Clone)]
pub struct ApplyChange {
    /// The case.
    pub case_id: CaseId,
    /// Its version.
    pub case_version: i32,
    /// What was approved.
    pub change: ProposedChange,
    /// Who approved.
    pub actor: Actor,
    /// On which basis.
    pub basis: String,
    /// When.
    pub decided_on: Date,
}

impl App {
    /// Puts an approved change into force: one transaction, one outcome. All rules run again, for what was
    /// approved may have become impossible since.
    ///
    /// # Errors
    /// None for what the rules say: that is an outcome.
    #[tracing::instrument(skip_all, fields(case.id = %command.case_id))]
    pub async fn apply_change(
        &self,
        request: &Request,
        command: ApplyChange,
    ) -> Result<Outcome<AppliedChange>, Error> {
        let mut tx = self.begin().await?;
        if let Claim::Answered(outcome) = claim(&mut tx, request, self.system_clock.now()).await? {
            return Ok(outcome);
        }
        let outcome = self.decide_change(&mut tx, &command).await?;
        answer(&mut tx, &request.principal_id, request.id, &outcome, self.system_clock.now()).await?;
        db::commit(tx).await?;
        match &outcome {
            Outcome::Done(change) => tracing::info!(change.id = %change.id, "applied change {}", change.id),
            Outcome::Refused(findings) => {
                let codes: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
                tracing::info!(findings = codes.join(","), "refused to apply the change");
            }
        }
        Ok(outcome)
    }

    async fn decide_change(
        &self,
        tx: &mut PgConnection,
        command: &ApplyChange,
    ) -> Result<Outcome<AppliedChange>, Error> {
        locks::case(tx, &command.case_id).await?;
        if changes::exists(tx, &command.case_id).await? {
            // Its hold or pin went into the change that is in force.
            return Ok(Outcome::Refused(vec![rules::hold_missing()]));
        }
        match &command.change {
            ProposedChange::QuotaUse(quota_use) => self.apply_quota_use(tx, command, quota_use).await,
            ProposedChange::Entry(entry) => self.apply_entry(tx, command, entry).await,
        }
    }

    /// Saves a change and the fact that tells it.
    pub(super) async fn record_change(
        &self,
        tx: &mut PgConnection,
        command: &ApplyChange,
        applied: &AppliedChange,
        bucket_id: i64,
        record_time: OffsetDateTime,
    ) -> Result<(), Error> {
        let permit_id = applied.permit.as_ref().map(|permit| permit.id);
        let effect = match (&applied.seat, permit_id) {
            (Some(seat), permit_id) => {
                Effect::Entered { person_id: seat.person_id, occupancy_id: seat.occupancy_id, permit_id }
            }
            (None, Some(permit_id)) => Effect::Granted(permit_id),
            (None, None) => return Ok(()),
        };
        let change = Change {
            id: applied.id,
            case_id: command.case_id.clone(),
            case_version: command.case_version,
            effect,
            actor: command.actor.clone(),
            basis: command.basis.clone(),
            decided_on: command.decided_on,
        };
        changes::insert(tx, &change, bucket_id, record_time).await?;
        let day = self.today();
        let area_code = institutions::area_code(tx, &applied.institution.id, day).await?;
        let entry = match (&applied.seat, &command.change) {
            (Some(seat), ProposedChange::Entry(entry)) => Some(EntryApplied {
                person_id: seat.person_id,
                occupancy_id: seat.occupancy_id,
                effective_on: seat.effective_on,
                channel: entry.channel,
            }),
            _ => None,
        };
        let fact = Fact::ChangeApplied(Box::new(ChangeApplied {
            change_id: applied.id,
            case_id: command.case_id.clone(),
            area_code,
            permit: applied.permit.clone(),
            entry,
            balance_after: applied.balance_after.clone(),
        }));
        store::tell(tx, &fact, record_time).await?;
        Ok(())
    }
}

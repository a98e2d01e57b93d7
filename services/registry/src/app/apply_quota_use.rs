//! A permit is granted out of what its case holds.

use sqlx::PgConnection;

use super::apply_change::ApplyChange;
use super::hold_seats::wanted;
use super::{App, Error, balances, seen};
use crate::domain::change::{AppliedChange, Outcome, QuotaUse};
use crate::domain::ids::{ChangeId, PermitId};
use crate::domain::ledger::entries;
use crate::domain::permit::Permit;
use crate::domain::rules;
use crate::store::holds::{self, Ending, Hold};
use crate::store::permits;

impl App {
    /// The hold of an approved request becomes its permit's (domain.md §3.10, G1).
    pub(super) async fn apply_quota_use(
        &self,
        tx: &mut PgConnection,
        command: &ApplyChange,
        quota_use: &QuotaUse,
    ) -> Result<Outcome<AppliedChange>, Error> {
        let held = holds::open(tx, &command.case_id).await?;
        let mut counter = self.open(tx, &wanted(&quota_use.bucket, held.as_ref())).await?;
        let today = counter.today;

        let open = counter.get(&quota_use.bucket);
        let case = Some(&command.case_id);
        let known = seen::about_quota_use(tx, quota_use, open, case, held.as_ref(), today).await?;
        let mut findings = rules::quota_use::check(quota_use, &known);
        let held = held.filter(|hold| is_for(hold, command, quota_use));
        if held.is_none() {
            findings.push(rules::hold_missing());
        }
        let (Some(held), Some(institution), false) =
            (held, known.unit.institution, rules::any_blocks(&findings))
        else {
            return Ok(Outcome::Refused(findings));
        };

        // A decision can't be older than the hold it is about, whatever the deciding desk's clock said.
        let decided_on = command.decided_on.max(held.from);
        let Some(permit) = grant(command, quota_use, decided_on) else {
            return Ok(Outcome::Refused(vec![rules::hold_missing()]));
        };
        let opened = counter.existing(&held.bucket)?;
        let bucket_id = opened.id;
        let before = opened.desk.book_without(&held.case_id, held.quantity, held.from)?;
        let balance_before = balances::read(tx, &before, decided_on, counter.record_time).await?;

        let granted = entries::grant(&held.bucket, &held.case_id, permit.id, held.quantity, decided_on);
        counter.post(tx, &held.bucket, &granted).await?;
        holds::end(tx, &held, Ending::Granted, &command.actor, counter.record_time).await?;
        permits::insert(tx, &permit, bucket_id, counter.record_time).await?;

        let book = &counter.existing(&held.bucket)?.desk.book;
        let balance_after = balances::read(tx, book, decided_on, counter.record_time).await?;
        let applied = AppliedChange {
            id: ChangeId::new(),
            institution,
            division_name: None,
            balance_before,
            balance_after,
            permit: Some(permit),
            seat: None,
            findings,
        };
        self.record_change(tx, command, &applied, bucket_id, counter.record_time).await?;
        Ok(Outcome::Done(applied))
    }
}

/// Whether a hold is the one that this decision is about.
fn is_for(hold: &Hold, command: &ApplyChange, quota_use: &QuotaUse) -> bool {
    hold.case_version == command.case_version
        && hold.bucket == quota_use.bucket
        && hold.quantity == quota_use.quantity
}

/// The permit that a decision gives; none for a channel that needs no permit, which the door refuses.
fn grant(command: &ApplyChange, quota_use: &QuotaUse, decided_on: time::Date) -> Option<Permit> {
    Some(Permit {
        id: PermitId::new(),
        doc_no: None,
        bucket: quota_use.bucket.clone(),
        channel: quota_use.channel,
        quantity: quota_use.quantity,
        used: 0,
        valid_from: decided_on,
        valid_to: quota_use.channel.permit_valid_to(decided_on)?,
        ending: None,
        case_id: Some(command.case_id.clone()),
        pins: 0,
    })
}

//! Holds the seats that a submitted case asks for.

use command::{Claim, Request, answer, claim};
use kernel::actor::Actor;
use sqlx::PgConnection;
use uuid::Uuid;

use super::counter::Counter;
use super::{App, Error, balances, seen};
use crate::domain::bucket::Bucket;
use crate::domain::change::{Held, Outcome, QuotaUse};
use crate::domain::fact::Fact;
use crate::domain::ids::CaseId;
use crate::domain::ledger::entries;
use crate::domain::rules;
use crate::store::holds::{self, Ending, Hold};
use crate::store::{self, locks};

/// A case is submitted that asks for seats.
#[derive(Debug, Clone)]
pub struct HoldSeats {
    /// The case.
    pub case_id: CaseId,
    /// Its version.
    pub case_version: i32,
    /// What it asks for.
    pub quota_use: QuotaUse,
    /// Who submits.
    pub actor: Actor,
}

impl App {
    /// Holds the seats that a case asks for, from today on. What an earlier version of the case still holds goes
    /// back in the same transaction.
    ///
    /// # Errors
    /// None for what the rules say: that is an outcome.
    #[tracing::instrument(skip_all, fields(case.id = %command.case_id))]
    pub async fn hold_seats(&self, request: &Request, command: HoldSeats) -> Result<Outcome<Held>, Error> {
        let mut tx = self.begin().await?;
        if let Claim::Answered(outcome) = claim(&mut tx, request, self.system_clock.now()).await? {
            return Ok(outcome);
        }
        let outcome = self.decide_hold(&mut tx, &command).await?;
        answer(&mut tx, &request.principal_id, request.id, &outcome, self.system_clock.now()).await?;
        db::commit(tx).await?;
        Ok(outcome)
    }

    async fn decide_hold(&self, tx: &mut PgConnection, command: &HoldSeats) -> Result<Outcome<Held>, Error> {
        let HoldSeats { case_id, quota_use, .. } = command;
        locks::case(tx, case_id).await?;
        let before = holds::open(tx, case_id).await?;
        let mut counter = self.open(tx, &wanted(&quota_use.bucket, before.as_ref())).await?;

        let open = counter.get(&quota_use.bucket);
        let (case, held) = (Some(case_id), before.as_ref());
        let known = seen::about_quota_use(tx, quota_use, open, case, held, counter.today).await?;
        let findings = rules::quota_use::check(quota_use, &known);
        if rules::any_blocks(&findings) {
            return Ok(Outcome::Refused(findings));
        }

        if let Some(before) = before {
            counter.end_hold(tx, &before, &command.actor).await?;
        }
        let hold = Hold {
            id: Uuid::now_v7(),
            case_id: case_id.clone(),
            case_version: command.case_version,
            bucket: quota_use.bucket.clone(),
            quantity: quota_use.quantity,
            from: counter.today,
        };
        counter.begin_hold(tx, &hold, "quota_use", &command.actor).await?;
        let book = &counter.existing(&hold.bucket)?.desk.book;
        let balance = balances::read(tx, book, counter.today, counter.record_time).await?;
        tracing::info!(institution.id = %hold.bucket.institution_id, seats = hold.quantity,
            "case {case_id} holds {} seats", hold.quantity);
        Ok(Outcome::Done(Held { balance, findings }))
    }
}

impl Counter {
    /// Takes free seats for a case.
    pub(super) async fn begin_hold(
        &mut self,
        tx: &mut PgConnection,
        hold: &Hold,
        item: &str,
        actor: &Actor,
    ) -> Result<(), Error> {
        let transaction = entries::hold(&hold.bucket, &hold.case_id, hold.quantity, hold.from);
        self.post(tx, &hold.bucket, &transaction).await?;
        let bucket_id = self.existing(&hold.bucket)?.id;
        holds::insert(tx, hold, bucket_id, item, actor, self.record_time).await?;
        let fact = Fact::SeatsHeld {
            case_id: hold.case_id.clone(),
            case_version: hold.case_version,
            bucket: hold.bucket.clone(),
            quantity: hold.quantity,
        };
        store::tell(tx, &fact, self.record_time).await?;
        Ok(())
    }

    /// Gives back what a case holds, from today on.
    pub(super) async fn end_hold(
        &mut self,
        tx: &mut PgConnection,
        hold: &Hold,
        actor: &Actor,
    ) -> Result<(), Error> {
        let transaction = entries::give_back(&hold.bucket, &hold.case_id, hold.quantity, self.today);
        self.post(tx, &hold.bucket, &transaction).await?;
        holds::end(tx, hold, Ending::GivenBack, actor, self.record_time).await?;
        let fact = Fact::SeatsGivenBack {
            case_id: hold.case_id.clone(),
            case_version: hold.case_version,
            bucket: hold.bucket.clone(),
            quantity: hold.quantity,
            pins: 0,
        };
        store::tell(tx, &fact, self.record_time).await?;
        Ok(())
    }
}

/// The bucket asked for and the one that the case holds seats of already.
pub(super) fn wanted(bucket: &Bucket, held: Option<&Hold>) -> Vec<Bucket> {
    std::iter::once(bucket.clone()).chain(held.map(|hold| hold.bucket.clone())).collect()
}

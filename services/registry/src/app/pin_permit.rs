//! Pins the permit that a submitted entry cites.

use command::{Claim, Request, answer, claim};
use kernel::actor::Actor;
use sqlx::PgConnection;
use uuid::Uuid;

use super::counter::Counter;
use super::seen::{EntrySeat, cited};
use super::{App, Error};
use crate::domain::bucket::Bucket;
use crate::domain::change::{Entry, Outcome, Pinned};
use crate::domain::fact::Fact;
use crate::domain::ids::CaseId;
use crate::domain::ledger::{Cause, entries};
use crate::domain::permit::Permit;
use crate::domain::rules;
use crate::store::holds::{self, Hold};
use crate::store::pins::{self, Ending, Pin};
use crate::store::{self, locks};

/// A case is submitted that asks for a person's entry.
#[derive(Debug, Clone)]
pub struct PinPermit {
    /// The case.
    pub case_id: CaseId,
    /// Its version.
    pub case_version: i32,
    /// What it asks for.
    pub entry: Entry,
    /// Who submits.
    pub actor: Actor,
}

impl App {
    /// Pins the permit that an entry cites, or holds one seat where its channel needs no permit. A pin on
    /// another permit, and a hold of an earlier version, end in the same transaction.
    ///
    /// # Errors
    /// None for what the rules say: that is an outcome.
    #[tracing::instrument(skip_all, fields(case.id = %command.case_id))]
    pub async fn pin_permit(&self, request: &Request, command: PinPermit) -> Result<Outcome<Pinned>, Error> {
        let mut tx = self.begin().await?;
        if let Claim::Answered(outcome) = claim(&mut tx, request, self.system_clock.now()).await? {
            return Ok(outcome);
        }
        let outcome = self.decide_pin(&mut tx, &command).await?;
        answer(&mut tx, &request.principal_id, request.id, &outcome, self.system_clock.now()).await?;
        db::commit(tx).await?;
        Ok(outcome)
    }

    async fn decide_pin(&self, tx: &mut PgConnection, command: &PinPermit) -> Result<Outcome<Pinned>, Error> {
        let PinPermit { case_id, entry, .. } = command;
        locks::case(tx, case_id).await?;
        let held = holds::open(tx, case_id).await?;
        let pin = pins::open(tx, case_id).await?;
        let mut counter = self.open(tx, &buckets(&entry.bucket, held.as_ref(), pin.as_ref())).await?;

        let open = counter.get(&entry.bucket);
        let permit = cited(tx, entry, open, counter.today).await?;
        let pinned = permit.as_ref().zip(pin.as_ref()).is_some_and(|(p, pin)| p.id == pin.permit_id);
        let seat =
            EntrySeat { permit: permit.clone(), pinned, held: held.as_ref(), earliest_on: counter.today };
        let known = self.known_about_entry(tx, entry, open, seat, counter.today).await?;
        let findings = rules::entry::check(entry, &known);
        if rules::any_blocks(&findings) {
            return Ok(Outcome::Refused(findings));
        }

        if let Some(held) = held {
            counter.end_hold(tx, &held, &command.actor).await?;
        }
        if let Some(pin) = pin.filter(|_| !pinned) {
            counter.take_pin_off(tx, &command.turn(), &pin).await?;
        }
        let permit = match permit {
            Some(permit) if pinned => Some(permit),
            Some(permit) => Some(counter.pin(tx, command, permit).await?),
            None => {
                counter.hold_one(tx, command).await?;
                None
            }
        };
        Ok(Outcome::Done(Pinned { permit, findings }))
    }
}

/// A case's turn, and by whose hand.
pub(super) struct Turn<'a> {
    pub(super) case_id: &'a CaseId,
    pub(super) case_version: i32,
    pub(super) actor: &'a Actor,
}

impl PinPermit {
    fn turn(&self) -> Turn<'_> {
        Turn { case_id: &self.case_id, case_version: self.case_version, actor: &self.actor }
    }
}

impl Counter {
    /// Pins a permit that the rules found usable.
    async fn pin(&self, tx: &mut PgConnection, command: &PinPermit, permit: Permit) -> Result<Permit, Error> {
        pins::insert(tx, &command.case_id, permit.id, &command.actor, self.record_time).await?;
        let fact = Fact::PermitPinned {
            case_id: command.case_id.clone(),
            permit_id: permit.id,
            institution_id: permit.bucket.institution_id.clone(),
        };
        store::tell(tx, &fact, self.record_time).await?;
        Ok(Permit { pins: permit.pins + 1, ..permit })
    }

    /// Takes a case's pin off; a seat that only this pin kept after the permit's expiry goes back to free.
    /// Answers how many did.
    pub(super) async fn take_pin_off(
        &mut self,
        tx: &mut PgConnection,
        turn: &Turn<'_>,
        pin: &Pin,
    ) -> Result<i32, Error> {
        let permit = self.existing(&pin.bucket)?.desk.permit(pin.permit_id).cloned();
        // A permit that is not on the desk is used up or revoked: it keeps nothing.
        let released = permit.map_or(0, |permit| permit.unpin().1);
        if released > 0 {
            let cause = Cause::Case(turn.case_id.clone());
            let back = entries::release(&pin.bucket, cause, pin.permit_id, released, self.today);
            self.post(tx, &pin.bucket, &back).await?;
        }
        pins::end(tx, pin, Ending::TakenOff, turn.actor, self.record_time).await?;
        let fact = Fact::SeatsGivenBack {
            case_id: turn.case_id.clone(),
            case_version: turn.case_version,
            bucket: pin.bucket.clone(),
            quantity: released,
            pins: 1,
        };
        store::tell(tx, &fact, self.record_time).await?;
        Ok(released)
    }

    /// Holds the one seat of an entry that needs no permit.
    async fn hold_one(&mut self, tx: &mut PgConnection, command: &PinPermit) -> Result<(), Error> {
        let hold = Hold {
            id: Uuid::now_v7(),
            case_id: command.case_id.clone(),
            case_version: command.case_version,
            bucket: command.entry.bucket.clone(),
            quantity: 1,
            from: self.today,
        };
        self.begin_hold(tx, &hold, "entry", &command.actor).await
    }
}

/// The bucket asked for, and those of what the case holds and has pinned.
pub(super) fn buckets(asked: &Bucket, held: Option<&Hold>, pin: Option<&Pin>) -> Vec<Bucket> {
    let held = held.map(|hold| hold.bucket.clone());
    let pinned = pin.map(|pin| pin.bucket.clone());
    std::iter::once(asked.clone()).chain(held).chain(pinned).collect()
}

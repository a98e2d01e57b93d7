//! Gives back what a case holds or has pinned.

use command::{Claim, Request, answer, claim};
use kernel::actor::Actor;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::pin_permit::Turn;
use super::{App, Error};
use crate::domain::ids::CaseId;
use crate::store::holds::{self, Hold};
use crate::store::locks;
use crate::store::pins::{self, Pin};

/// A case is returned, or ends.
#[derive(Debug, Clone)]
pub struct GiveBack {
    /// The case.
    pub case_id: CaseId,
    /// Its version.
    pub case_version: i32,
    /// Whether its pin stays: it was returned.
    pub keep_pin: bool,
    /// Who returned, refused or withdrew.
    pub actor: Actor,
}

/// What a case gave back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenBack {
    /// Seats that went back to free.
    pub seats: i32,
    /// Pins taken off.
    pub pins: i32,
}

impl App {
    /// Gives back what a case holds and, unless it keeps it, its pin. Nothing to give back is no error.
    ///
    /// # Errors
    /// Only when the request or the database says so.
    #[tracing::instrument(skip_all, fields(case.id = %command.case_id))]
    pub async fn give_back(&self, request: &Request, command: GiveBack) -> Result<GivenBack, Error> {
        let mut tx = self.begin().await?;
        if let Claim::Answered(given_back) = claim(&mut tx, request, self.system_clock.now()).await? {
            return Ok(given_back);
        }
        let given_back = self.return_all(&mut tx, &command).await?;
        answer(&mut tx, &request.principal_id, request.id, &given_back, self.system_clock.now()).await?;
        db::commit(tx).await?;
        Ok(given_back)
    }

    async fn return_all(&self, tx: &mut PgConnection, command: &GiveBack) -> Result<GivenBack, Error> {
        locks::case(tx, &command.case_id).await?;
        let held = holds::open(tx, &command.case_id).await?;
        let pin = if command.keep_pin { None } else { pins::open(tx, &command.case_id).await? };
        let held_bucket = held.as_ref().map(|Hold { bucket, .. }| bucket.clone());
        let pinned_bucket = pin.as_ref().map(|Pin { bucket, .. }| bucket.clone());
        let wanted: Vec<_> = held_bucket.into_iter().chain(pinned_bucket).collect();
        let mut counter = self.open(tx, &wanted).await?;

        let mut given_back = GivenBack { seats: 0, pins: 0 };
        if let Some(held) = held {
            counter.end_hold(tx, &held, &command.actor).await?;
            given_back.seats += held.quantity;
        }
        if let Some(pin) = pin {
            let GiveBack { case_id, case_version, actor, .. } = command;
            let turn = Turn { case_id, case_version: *case_version, actor };
            let released = counter.take_pin_off(tx, &turn, &pin).await?;
            given_back.seats += released;
            given_back.pins += 1;
        }
        Ok(given_back)
    }
}

//! Effects in other houses: intent → call → outcome (architecture.md §1).
//!
//! The intent is committed with the claimed request id; the calls carry ids derived from (case, version, step,
//! attempt), so carrying an effect out again makes the same calls and gets the same answers; the outcome is
//! committed with the answer by whoever comes first.

mod accept;
mod approve;
mod leave;
mod submit;

use std::time::Duration;

use command::effect::{self, Effect, Intent};
use kernel::actor::Actor;
use kernel::error::Coded;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{App, Call, Error};
use crate::domain::{Case, CaseId, Definition, Exit, Names};
use crate::remote::Errand;
use crate::store::{Performer, cases};

/// How long after its caller gave up an effect is left alone before a worker takes it.
const GRACE: Duration = Duration::from_secs(2);
/// How long a worker has an effect for itself.
const WORKER_LEASE: Duration = Duration::from_secs(20);
/// How many effects a worker takes at once.
const BATCH: i64 = 10;

/// What must happen, and what the outcome needs. No personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// Hold seats or pin the permit, then SUBMITTED.
    Submit(Submit),
    /// Open the review, then IN_REVIEW.
    Accept(Accept),
    /// Change, papers, numbers, then COMPLETED.
    Approve(Approve),
    /// Give back, close the review, then out.
    Leave(Leave),
}

/// A submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Submit {
    /// Who submits.
    pub(super) actor: Actor,
    /// When: the time of the signature, however late the registry answers.
    #[serde(with = "time::serde::rfc3339")]
    pub(super) at: OffsetDateTime,
    /// What he or she saw.
    pub(super) seen_hash: String,
}

/// An acceptance whose review is to be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Accept {
    /// Who accepted.
    pub(super) actor: Actor,
    /// When: the opinions' limits start here.
    #[serde(with = "time::serde::rfc3339")]
    pub(super) at: OffsetDateTime,
    /// The accepted case.
    pub(super) seen_hash: String,
}

/// A decision to be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Approve {
    /// Who approved.
    pub(super) actor: Actor,
    /// Whom the papers address, as the directory had them at the decision.
    pub(super) names: Names,
}

/// A side exit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Leave {
    /// Who returned, refused or withdrew.
    pub(super) actor: Actor,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub(super) at: OffsetDateTime,
    /// What he or she saw.
    pub(super) seen_hash: String,
    /// How.
    pub(super) exit: Exit,
}

impl Kind {
    fn code(&self) -> &'static str {
        match self {
            Self::Submit(_) => "submit",
            Self::Accept(_) => "accept",
            Self::Approve(_) => "approve",
            Self::Leave(_) => "leave",
        }
    }

    fn actor(&self) -> &Actor {
        match self {
            Self::Submit(Submit { actor, .. })
            | Self::Accept(Accept { actor, .. })
            | Self::Approve(Approve { actor, .. })
            | Self::Leave(Leave { actor, .. }) => actor,
        }
    }

    fn of(effect: &Effect) -> Result<Self, Error> {
        serde_json::from_value(effect.intent.detail.clone()).map_err(Error::stored)
    }
}

impl App {
    /// Writes the intent in the transaction that makes it due.
    pub(super) async fn intend(
        &self,
        tx: &mut db::Tx,
        case: &Case,
        call: &Call,
        kind: Kind,
    ) -> Result<Effect, Error> {
        let version = match &kind {
            // A returned case is submitted as its next version.
            Kind::Submit(_) => case.form_version(),
            Kind::Accept(_) | Kind::Approve(_) | Kind::Leave(_) => case.version,
        };
        let intent = Intent {
            kind: kind.code().to_owned(),
            subject: case.id.to_string(),
            version,
            step: kind.code().to_owned(),
            attempt: case.attempts,
            detail: serde_json::to_value(&kind).map_err(Error::stored)?,
            request: None,
            traceparent: call.traceparent.clone(),
        };
        let lease = call.patience + GRACE;
        let now = self.0.system_clock.now();
        Ok(effect::intend(tx, intent.answering(&call.request), now, lease).await?)
    }

    /// Carries an effect out in the caller's own task, within his or her patience. What does not get done is
    /// left to the worker: the caller then learns that it goes on.
    pub(super) async fn carry_out_now(&self, effect: &Effect, call: &Call) -> Result<(), Error> {
        let by = call.performer()?;
        match tokio::time::timeout(call.patience, self.carry_out(effect, &by)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => self.put_off(effect, &error).await,
            Err(_) => {
                let now = self.0.system_clock.now();
                Ok(effect::give_back(&self.0.pool, effect, now, "DEADLINE_EXCEEDED").await?)
            }
        }
    }

    /// Finishes effects whose performer is gone; how many there were.
    ///
    /// # Errors
    /// When the database is away; a failed effect is put off and logged.
    pub async fn carry_out_due(&self) -> Result<usize, Error> {
        let now = self.0.system_clock.now();
        let effects = effect::take(&self.0.pool, now, WORKER_LEASE, BATCH).await?;
        let mut done = 0;
        for effect in &effects {
            let by = self.worker(Kind::of(effect)?.actor().clone(), effect.intent.traceparent.clone());
            match self.carry_out(effect, &by).await {
                Ok(()) => done += 1,
                Err(error) => self.put_off(effect, &error).await?,
            }
        }
        Ok(done)
    }

    async fn carry_out(&self, effect: &Effect, by: &Performer) -> Result<(), Error> {
        // On the heap: each holds several calls to other houses, and every command would carry the largest of them.
        match Kind::of(effect)? {
            Kind::Submit(submit) => Box::pin(self.carry_out_submit(effect, submit, by)).await,
            Kind::Accept(accept) => Box::pin(self.carry_out_accept(effect, accept, by)).await,
            Kind::Approve(approve) => Box::pin(self.carry_out_approve(effect, approve, by)).await,
            Kind::Leave(leave) => Box::pin(self.carry_out_leave(effect, leave, by)).await,
        }
    }

    /// Gives a failed effect back, to be tried again a little later.
    async fn put_off(&self, effect: &Effect, error: &Error) -> Result<(), Error> {
        let pause = effect::back_off(effect.tries);
        let (case_id, kind, tries) = (&effect.intent.subject, &effect.intent.kind, effect.tries);
        tracing::warn!(
            case.id = %case_id, effect.kind = %kind, effect.tries = tries, error.reason = error.reason(),
            error = %error, "an effect failed and is tried again in {} ms", pause.as_millis()
        );
        let retry_at = self.0.system_clock.now() + pause;
        Ok(effect::give_back(&self.0.pool, effect, retry_at, error.reason()).await?)
    }

    /// The case that an effect is about, without a lock: while its step is under way nobody else moves it.
    async fn case_of(&self, effect: &Effect) -> Result<(Case, Definition), Error> {
        let id = subject(effect)?;
        let mut connection = self.connection().await?;
        let found = cases::find(&mut connection, &self.0.vault, &id).await?;
        let case = found.ok_or_else(|| Error::CaseNotFound(id.to_string()))?;
        let definition = Self::definition_of(&mut connection, &case).await?.definition;
        Ok((case, definition))
    }

    /// Locks the case for the outcome and closes the effect; `None` when another performer was first.
    async fn settle(&self, effect: &Effect) -> Result<Option<(db::Tx, Case)>, Error> {
        let id = subject(effect)?;
        let mut tx = self.begin().await?;
        let found = cases::lock(&mut tx, &self.0.vault, &id).await?;
        let case = found.ok_or_else(|| Error::CaseNotFound(id.to_string()))?;
        let settled = effect::settle(&mut tx, effect, self.0.system_clock.now()).await?;
        Ok(settled.then_some((tx, case)))
    }
}

/// What a call of an effect says.
fn errand<'a>(effect: &'a Effect, call: &str, case: &'a Case, actor: &'a Actor) -> Errand<'a> {
    Errand {
        request_id: effect.call_id(call),
        case,
        version: effect.intent.version,
        actor,
        traceparent: effect.intent.traceparent.as_deref(),
    }
}

fn subject(effect: &Effect) -> Result<CaseId, Error> {
    effect.intent.subject.parse().map_err(Error::stored)
}

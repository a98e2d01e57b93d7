//! The beats that every command on a case begins and ends with.

use time::OffsetDateTime;

use super::answers::Stored;
use super::effects::Kind;
use super::people::sight;
use super::{Answer, App, Call, Error, Target};
use crate::domain::{Case, CaseId, Definition, Turn};
use crate::store::{Performer, cases};

/// A case that is locked, seen, claimed and unchanged since the caller saw it.
pub(super) struct Opened {
    pub(super) tx: db::Tx,
    pub(super) case: Case,
    pub(super) definition: Definition,
    /// SM3 of the canonical case, as the caller sees it before deciding.
    pub(super) seen_hash: String,
    pub(super) now: OffsetDateTime,
}

/// What opening a case came to.
pub(super) enum Opening {
    /// Go on and decide.
    Case(Box<Opened>),
    /// Asked before: this was the answer.
    Answered(Box<Answer>),
}

impl App {
    /// begin → lock → replay → etag. The caller's permission was checked at the door.
    ///
    /// # Errors
    /// [`Error::CaseNotFound`], [`Error::UnderWay`], [`Error::EtagMismatch`], and those of the request id.
    pub(super) async fn open(&self, call: &Call, target: &Target) -> Result<Opening, Error> {
        let mut tx = self.begin().await?;
        let case = self.lock(&mut tx, &call.caller, &target.case_id).await?;
        match command::claim::<Stored>(&mut tx, &call.request, self.0.system_clock.now()).await {
            Ok(command::Claim::New) => {}
            Ok(command::Claim::Answered(stored)) => {
                return Ok(Opening::Answered(Box::new(self.answer(call.request.id, stored)?)));
            }
            Err(command::Error::InProgress(_)) => {
                drop(tx);
                return Ok(Opening::Answered(Box::new(self.await_answer(call).await?)));
            }
            Err(error) => return Err(error.into()),
        }
        if case.under_way.is_some() {
            return Err(Error::UnderWay(case.id));
        }
        if case.etag() != target.etag {
            return Err(Error::EtagMismatch { current: case.etag(), case_id: case.id });
        }
        let definition = Self::definition_of(&mut tx, &case).await?.definition;
        let seen_hash = seen(&case)?;
        Ok(Opening::Case(Box::new(Opened { tx, case, definition, seen_hash, now: self.now() })))
    }

    /// Waits for the answer of a request that is under way.
    pub(super) async fn await_answer(&self, call: &Call) -> Result<Answer, Error> {
        let stored = command::await_answer(&self.0.pool, &call.request, call.patience).await?;
        self.answer(call.request.id, stored)
    }

    /// Locks a case that the caller may see.
    pub(super) async fn lock(
        &self,
        tx: &mut db::Tx,
        caller: &policy::Principal,
        case_id: &str,
    ) -> Result<Case, Error> {
        let not_found = || Error::CaseNotFound(printable(case_id));
        let id: CaseId = case_id.parse().map_err(|_| not_found())?;
        let case = cases::lock(tx, &self.0.vault, &id).await?.ok_or_else(not_found)?;
        sight(caller, &case).ok_or_else(not_found)?;
        Ok(case)
    }

    /// record → answer → commit.
    pub(super) async fn conclude(&self, opened: Opened, call: &Call, turn: Turn) -> Result<Answer, Error> {
        let Opened { mut tx, seen_hash, now, .. } = opened;
        let by = call.performer()?;
        cases::record(&mut tx, &self.0.vault, &turn, &by, &seen_hash, now).await?;
        let snapshot = Self::snapshot(&mut tx, turn.case).await?;
        let stored = self.stored(call.request.id, &snapshot, None)?;
        let system_now = self.0.system_clock.now();
        command::answer(&mut tx, &call.request.principal_id, call.request.id, &stored, system_now).await?;
        db::commit(tx).await?;
        Ok(Answer { snapshot, outcome: None })
    }

    /// Commits the intent of an effect, carries it out at once, and answers what it came to.
    ///
    /// # Errors
    /// What the other house refused; REQUEST_IN_PROGRESS when the patience ends before the effect does: it goes
    /// on by itself.
    pub(super) async fn set_out(
        &self,
        mut tx: db::Tx,
        case: &Case,
        call: &Call,
        kind: Kind,
    ) -> Result<Answer, Error> {
        let effect = self.intend(&mut tx, case, call, kind).await?;
        db::commit(tx).await?;
        let began = tokio::time::Instant::now();
        self.carry_out_now(&effect, call).await?;
        let left = call.patience.saturating_sub(began.elapsed());
        self.await_answer(&Call { patience: left, ..call.clone() }).await
    }

    /// On whose behalf a step of an effect is recorded by a worker.
    pub(super) fn worker(&self, actor: kernel::actor::Actor, traceparent: Option<String>) -> Performer {
        Performer { actor, service: self.0.leaf.service(), traceparent }
    }
}

/// SM3 of the canonical case: what an actor saw (I22).
pub(super) fn seen(case: &Case) -> Result<String, Error> {
    Ok(seal::Digest::of(seal::canonical(case)?).to_string())
}

/// What was sent as a case number, as far as it may be repeated.
fn printable(text: &str) -> String {
    text.chars().filter(|character| character.is_ascii_alphanumeric() || *character == '-').take(32).collect()
}

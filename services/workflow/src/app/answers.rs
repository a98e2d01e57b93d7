//! Stored answers: what a repeat of the same request gets.
//!
//! An answer is the case as it was, form included, so it is stored sealed; a refusal of an effect is stored
//! with its findings.

use data_encoding::HEXLOWER;
use kernel::error::Finding;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;
use vault::Place;

use super::{App, CaseSnapshot, Error};
use crate::domain::{Case, CaseError};

/// What a command on a case answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The case as it was when the command was done.
    pub snapshot: CaseSnapshot,
    /// How far an approval's effects came.
    pub outcome: Option<Outcome>,
}

/// How far an approval's effects came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// The case is completed.
    Completed,
    /// The registry refused: back on the desk that decided.
    BackInReview,
    /// The effects go on by themselves.
    EffectsPending,
}

/// An answer as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stored {
    /// Done: the sealed snapshot, hexadecimal.
    Done { snapshot: String, outcome: Option<Outcome> },
    /// The other house refused.
    Refused { findings: Vec<Finding> },
}

impl App {
    /// Seals an answer.
    pub(super) fn stored(
        &self,
        request_id: Uuid,
        snapshot: &CaseSnapshot,
        outcome: Option<Outcome>,
    ) -> Result<Stored, Error> {
        let row = request_id.to_string();
        let bytes = serde_json::to_vec(snapshot).map_err(Error::stored)?;
        let sealed = self.0.vault.seal(place(&row), &bytes)?;
        Ok(Stored::Done { snapshot: HEXLOWER.encode(&sealed), outcome })
    }

    /// Opens a stored answer.
    ///
    /// # Errors
    /// The stored refusal, if it is one.
    pub(super) fn answer(&self, request_id: Uuid, stored: Stored) -> Result<Answer, Error> {
        match stored {
            Stored::Refused { findings } => Err(CaseError::Refused(findings).into()),
            Stored::Done { snapshot, outcome } => {
                let row = request_id.to_string();
                let sealed = HEXLOWER.decode(snapshot.as_bytes()).map_err(Error::stored)?;
                let bytes = self.0.vault.unseal(place(&row), &sealed)?;
                let snapshot = serde_json::from_slice(bytes.expose()).map_err(Error::stored)?;
                Ok(Answer { snapshot, outcome })
            }
        }
    }

    /// Stores the case as the answer of an effect, unless its request was answered before.
    pub(super) async fn answer_done(
        &self,
        tx: &mut PgConnection,
        effect: &command::effect::Effect,
        case: Case,
        outcome: Option<Outcome>,
    ) -> Result<(), Error> {
        let Some((_, request_id)) = effect.intent.request.as_ref() else { return Ok(()) };
        let snapshot = Self::snapshot(tx, case).await?;
        let stored = self.stored(*request_id, &snapshot, outcome)?;
        self.answer_first(tx, effect.intent.request.as_ref(), &stored).await
    }

    /// Stores the answer of an effect, unless its request was answered before: whoever writes first.
    pub(super) async fn answer_first(
        &self,
        tx: &mut PgConnection,
        request: Option<&(String, Uuid)>,
        stored: &Stored,
    ) -> Result<(), Error> {
        let Some((principal_id, request_id)) = request else { return Ok(()) };
        let now = self.0.system_clock.now();
        match command::answer(tx, principal_id, *request_id, stored, now).await {
            // No row without an answer: the deadline's answer was first.
            Err(command::Error::Database(db::Error::RowsTouched { actual: 0, .. })) => Ok(()),
            other => Ok(other?),
        }
    }
}

fn place(row: &str) -> Place<'_> {
    Place { table: "request", column: "answer", row }
}

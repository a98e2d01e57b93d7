//! Keeps the registry's change and workflow's completion until both are there; then the push is due.

use std::time::Duration;

use command::effect::{Effect, Intent};

use super::{App, Error};
use crate::domain::{CaseCompletion, RegistryChange};
use crate::store::{self, EventId, joins};

/// How long the task that heard the second half has for the push before a worker takes it.
const LEASE: Duration = Duration::from_secs(30);

impl App {
    /// Keeps what the registry said about a case.
    #[tracing::instrument(skip_all, fields(case.id = %case_id))]
    pub async fn note_change(
        &self,
        event: &EventId,
        case_id: &str,
        change: &RegistryChange,
    ) -> Result<(), Error> {
        let mut tx = db::begin(&self.pool).await?;
        if !store::claim(&mut tx, event).await? {
            return Ok(());
        }
        let halves = joins::keep_change(&mut tx, case_id, change).await?;
        let effect = self.intend_push(&mut tx, case_id, halves).await?;
        db::commit(tx).await?;
        self.push_now(effect).await;
        Ok(())
    }

    /// Keeps what workflow said about a case.
    #[tracing::instrument(skip_all, fields(case.id = %case_id))]
    pub async fn note_completion(
        &self,
        event: &EventId,
        case_id: &str,
        completion: &CaseCompletion,
    ) -> Result<(), Error> {
        let mut tx = db::begin(&self.pool).await?;
        if !store::claim(&mut tx, event).await? {
            return Ok(());
        }
        let halves = joins::keep_completion(&mut tx, case_id, completion).await?;
        let effect = self.intend_push(&mut tx, case_id, halves).await?;
        db::commit(tx).await?;
        self.push_now(effect).await;
        Ok(())
    }

    /// When both halves are there, the push is due: it needs the registry, so it is an effect.
    async fn intend_push(
        &self,
        tx: &mut db::Tx,
        case_id: &str,
        halves: joins::Halves,
    ) -> Result<Option<Effect>, Error> {
        if halves.change.is_none() || halves.completion.is_none() {
            return Ok(None);
        }
        let intent = Intent {
            kind: "push".to_owned(),
            subject: case_id.to_owned(),
            version: 1,
            step: "push".to_owned(),
            attempt: 1,
            detail: serde_json::Value::Null,
            request: None,
            traceparent: service::rpc::traceparent(),
        };
        Ok(Some(command::effect::intend(tx, intent, self.system.now(), LEASE).await?))
    }

    /// Pushes at once; what fails is the worker's.
    async fn push_now(&self, effect: Option<Effect>) {
        let Some(effect) = effect else { return };
        self.try_push(&effect).await;
    }
}

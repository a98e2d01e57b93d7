//! Makes the printed copies of issued papers, each once.

use std::time::Duration;

use super::{App, Error};
use crate::{
    domain::{DocumentId, Paper},
    store::renderings::{self, Due, Finished, Whose},
};

/// For so long a taken copy is left to whoever took it.
const LEASE: Duration = Duration::from_secs(20);
/// For so long the answer of an issue waits for its copies; what is left by then is the worker's.
const PATIENCE: Duration = Duration::from_secs(2);
/// Copies of one round.
const BATCH: i64 = 8;

impl App {
    /// Renders copies that nobody finished; how many were.
    ///
    /// # Errors
    /// The database is away. A copy that fails is logged and tried again when its lease ends.
    pub async fn render_due(&self) -> Result<usize, Error> {
        self.render(Whose::Anyones).await
    }

    /// Renders the copies of papers just issued, within the patience of whoever waits for the answer.
    pub(super) async fn render_now(&self, ids: &[DocumentId]) {
        let all = futures::future::join_all(ids.iter().map(|id| self.render(Whose::Of(*id))));
        let Ok(outcomes) = tokio::time::timeout(PATIENCE, all).await else {
            tracing::warn!("left copies of {} papers to the worker, it took too long", ids.len());
            return;
        };
        for error in outcomes.into_iter().filter_map(Result::err) {
            tracing::warn!(%error, "left a paper's copies to the worker");
        }
    }

    async fn render(&self, whose: Whose) -> Result<usize, Error> {
        let now = self.system_clock.now();
        let mut tx = db::begin(&self.pool).await?;
        let taken = renderings::take(&mut tx, whose, now, now + LEASE, BATCH).await?;
        db::commit(tx).await?;

        let mut finished = 0;
        for due in taken {
            let (id, copy, tries) = (due.document_id, due.copy, due.tries);
            match self.render_copy(due).await {
                Ok(()) => finished += 1,
                Err(error) => {
                    let copy = copy.code();
                    tracing::error!(document.id = %id, copy, tries, %error, "could not render a copy");
                }
            }
        }
        Ok(finished)
    }

    async fn render_copy(&self, due: Due) -> Result<(), Error> {
        let Due { document_id, copy, canonical, qr, .. } = due;
        let paper: Paper = serde_json::from_str(&canonical).map_err(|error| Error::Words(error.into()))?;
        let renderer = self.renderer.clone();
        let permit = self.rendering.acquire().await.map_err(|error| Error::Words(error.into()))?;
        let pdf = tokio::task::spawn_blocking(move || renderer.render(&paper, &qr, copy))
            .await
            .map_err(|error| Error::Words(error.into()))??;
        drop(permit);

        let sm3 = *seal::Digest::of(&pdf).as_bytes();
        let stored = self.files.put_bytes(pdf).await?;
        let size_bytes = i64::try_from(stored.size_bytes).map_err(|error| Error::Words(error.into()))?;
        let finished = Finished { document_id, copy, sha256: *stored.content_id.as_bytes(), sm3, size_bytes };
        let mut tx = db::begin(&self.pool).await?;
        renderings::finish(&mut tx, &finished, self.clock.now()).await?;
        Ok(db::commit(tx).await?)
    }
}

//! From a committed change to every house: sign the snapshot, use it here, show it to those who watch.
use std::sync::Arc;

use tokio::sync::watch;

use super::{App, Error};
use crate::ca::Publication;
use crate::store::trust;

/// Where the newest signed snapshot is shown.
#[derive(Debug, Clone)]
pub struct Publications(watch::Sender<Option<Arc<Publication>>>);

impl Default for Publications {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Publications {
    fn show(&self, publication: Publication) {
        self.0.send_if_modified(|shown| {
            let newer = shown.as_ref().is_none_or(|shown| shown.version <= publication.version);
            if newer {
                *shown = Some(Arc::new(publication));
            }
            newer
        });
    }
}

impl App {
    /// The newest signed snapshot, and each that follows.
    pub fn publications(&self) -> watch::Receiver<Option<Arc<Publication>>> {
        self.publications.0.subscribe()
    }

    /// Signs the snapshot of what is committed, and shows it.
    ///
    /// # Errors
    /// When the database or identity's own leaf can't be read.
    pub async fn publish(&self) -> Result<(), Error> {
        let now = self.system_now();
        let trust = trust::read(&self.pool, now).await?;
        let publication = self.notary.sign(trust, now)?;
        self.trust.put(publication.snapshot.clone());
        self.publications.show(publication);
        Ok(())
    }

    /// Publishes what another replica committed, or what must be signed anew because identity's own leaf is
    /// another; how much that was.
    ///
    /// # Errors
    /// When the database or the leaf can't be read.
    pub async fn follow_changes(&self) -> Result<usize, Error> {
        let shown = self.publications.0.borrow().as_ref().map(|shown| shown.version);
        let is_current = shown == Some(trust::version(&self.pool).await?);
        if is_current && !self.notary.has_new_leaf() {
            return Ok(0);
        }
        self.publish().await?;
        Ok(1)
    }

    /// Publishes right after a commit. What was committed stands whatever happens here: a failure is left to
    /// [`Self::follow_changes`], which comes by within a second.
    pub(super) async fn publish_change(&self) {
        if let Err(error) = self.publish().await {
            tracing::error!(%error, "a committed change is not published yet");
        }
    }
}

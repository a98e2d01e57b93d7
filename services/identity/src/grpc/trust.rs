//! `TrustService`: the signed snapshot, as a stream.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use proto::identity::v1 as pb;
use proto::identity::v1::trust_service_server::TrustService;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

use crate::app::App;
use crate::ca::Publication;

/// A house that hears nothing for longer than this knows that the stream is dead.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// The trust snapshot as a stream.
pub struct Trust {
    app: App,
    /// Ends the streams, which end by nothing else.
    stop: CancellationToken,
}

impl Trust {
    /// Streams what `app` publishes, until `stop`.
    pub fn new(app: App, stop: CancellationToken) -> Self {
        Self { app, stop }
    }
}

#[tonic::async_trait]
impl TrustService for Trust {
    type WatchTrustStream = Pin<Box<dyn Stream<Item = Result<pb::WatchTrustResponse, Status>> + Send>>;

    /// `known_version` changes nothing: the newest snapshot comes at once in any case, since it is also the
    /// first heartbeat.
    async fn watch_trust(
        &self,
        _request: Request<pb::WatchTrustRequest>,
    ) -> Result<Response<Self::WatchTrustStream>, Status> {
        let mut publications = self.app.publications();
        publications.mark_changed();
        let snapshots = stream::unfold(publications, async |mut publications| {
            let publication = next(&mut publications).await?;
            let signed_snapshot = Some(publication.signed.clone());
            Some((Ok(pb::WatchTrustResponse { signed_snapshot }), publications))
        });
        let stop = self.stop.clone();
        Ok(Response::new(Box::pin(snapshots.take_until(stop.cancelled_owned()))))
    }
}

/// The next publication: a newer one as soon as there is one, the same one at the heartbeat.
async fn next(publications: &mut watch::Receiver<Option<Arc<Publication>>>) -> Option<Arc<Publication>> {
    loop {
        // An elapsed heartbeat shows what is there; a closed channel ends the stream.
        if let Ok(changed) = tokio::time::timeout(HEARTBEAT, publications.changed()).await {
            changed.ok()?;
        }
        let shown = publications.borrow_and_update().clone();
        if shown.is_some() {
            return shown;
        }
    }
}

//! Follows identity's trust snapshot.

use std::time::Duration;

use channel::{Channel, Endpoint, Identity};
use policy::{Accepted, Trust};
use proto::identity::v1::WatchTrustRequest;
use proto::identity::v1::trust_service_client::TrustServiceClient;
use tokio_util::sync::CancellationToken;

/// Identity repeats its snapshot every ten seconds; silence for three of those means a dead connection.
const SILENCE: Duration = Duration::from_secs(30);
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// A revocation is in force everywhere within five seconds, right after identity came back too.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Follows the snapshot until the service stops, whatever happens to identity meanwhile. The shell does this;
/// tests do it with an identity of their own.
///
/// # Errors
/// When the endpoint is no address; never for a connection that breaks.
pub async fn follow(
    trust: Trust,
    endpoint: Endpoint,
    identity: Identity,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let channel = channel::connect(&endpoint, &identity)?;
    let mut pause = FIRST_PAUSE;
    loop {
        let known = trust.version();
        let error = tokio::select! {
            () = stop.cancelled() => return Ok(()),
            error = listen(&trust, channel.clone()) => error,
        };
        if trust.version() > known {
            pause = FIRST_PAUSE;
        }
        tracing::warn!(error = %format!("{error:#}"), trust.version = trust.version(), "the trust stream broke, it is opened again");
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
        }
    }
}

/// Takes what one stream brings; says why it ended.
async fn listen(trust: &Trust, channel: Channel) -> anyhow::Error {
    let request = WatchTrustRequest { known_version: trust.version() };
    let mut client = TrustServiceClient::new(channel);
    let mut stream = match tokio::time::timeout(SILENCE, client.watch_trust(request)).await {
        Ok(Ok(response)) => response.into_inner(),
        Ok(Err(status)) => return anyhow::anyhow!("{:?}: {}", status.code(), status.message()),
        Err(_) => return anyhow::anyhow!("no answer"),
    };
    loop {
        let signed = match tokio::time::timeout(SILENCE, stream.message()).await {
            Ok(Ok(Some(response))) => response.signed_snapshot.unwrap_or_default(),
            Ok(Ok(None)) => return anyhow::anyhow!("the stream ended"),
            Ok(Err(status)) => return anyhow::anyhow!("{:?}: {}", status.code(), status.message()),
            Err(_) => return anyhow::anyhow!("nothing came for {} s", SILENCE.as_secs()),
        };
        match trust.accept(&signed) {
            Ok(Accepted::Newer) => {
                tracing::info!(trust.version = trust.version(), "a new trust snapshot is in force");
            }
            Ok(Accepted::Same) => {}
            Ok(Accepted::Older) => tracing::warn!("identity sent an older trust snapshot, which is ignored"),
            Err(error) => return error.into(),
        }
    }
}

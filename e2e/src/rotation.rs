//! Load while every service's certificate is replaced again and again.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::bail;
use channel::{Channel, Endpoint, Identity};
use devstack::mesh::HOUSES;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::revocation::{line, probe};
use crate::world::World;

/// Who calls.
const OPERATOR: &str = "so-review";
/// How long a caller waits between two calls on one connection, and between two connections.
const BETWEEN_CALLS: Duration = Duration::from_millis(50);
const BETWEEN_CONNECTIONS: Duration = Duration::from_millis(200);
const LOOK_AGAIN: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(240);

/// Callers of all services, at work until they are stopped.
pub struct Load {
    stop: CancellationToken,
    callers: JoinSet<anyhow::Result<Called>>,
}

/// What became of the calls.
#[derive(Debug, Default)]
pub struct Called {
    /// How many were answered.
    pub answered: usize,
    /// Each that failed, with what was said.
    pub failures: Vec<String>,
}

impl Load {
    /// Calls each service on one connection that stays open, and on a new connection each time. Nothing is
    /// asked twice: a call that fails has failed.
    ///
    /// # Errors
    /// The operator was not enrolled.
    pub fn start(world: &World) -> anyhow::Result<Self> {
        let (stop, mut callers) = (CancellationToken::new(), JoinSet::new());
        for service in HOUSES {
            let (endpoint, identity) = line(world, OPERATOR, service)?;
            let kept = channel::connect(&endpoint, &identity)?;
            callers.spawn(call(stop.clone(), BETWEEN_CALLS, move || Ok(kept.clone())));
            callers.spawn(call(stop.clone(), BETWEEN_CONNECTIONS, move || connect(&endpoint, &identity)));
        }
        Ok(Self { stop, callers })
    }

    /// Stops the callers; what all of them were told.
    ///
    /// # Errors
    /// A caller could not call at all.
    pub async fn stop(mut self) -> anyhow::Result<Called> {
        self.stop.cancel();
        let mut all = Called::default();
        while let Some(called) = self.callers.join_next().await {
            let called = called??;
            all.answered += called.answered;
            all.failures.extend(called.failures);
        }
        Ok(all)
    }
}

fn connect(endpoint: &Endpoint, identity: &Identity) -> anyhow::Result<Channel> {
    Ok(channel::connect(endpoint, identity)?)
}

/// Calls until stopped, each time on the connection that `connection` gives.
async fn call(
    stop: CancellationToken,
    between: Duration,
    connection: impl Fn() -> anyhow::Result<Channel>,
) -> anyhow::Result<Called> {
    let mut called = Called::default();
    while !stop.is_cancelled() {
        let channel = connection()?;
        match probe(&channel).await {
            Ok(()) => called.answered += 1,
            Err(status) => {
                called.failures.push(format!(
                    "{}: {:?}: {}",
                    channel.service(),
                    status.code(),
                    status.message()
                ));
            }
        }
        tokio::time::sleep(between).await;
    }
    Ok(called)
}

/// Waits until each service's certificate was replaced so often; how often each was.
///
/// # Errors
/// They are not within [`PATIENCE`].
pub async fn wait_for(world: &World, rotations: usize) -> anyhow::Result<BTreeMap<String, usize>> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let counted = count(world).await?;
        if HOUSES.iter().all(|service| counted.get(*service).is_some_and(|count| *count >= rotations)) {
            return Ok(counted);
        }
        if Instant::now() > deadline {
            bail!("certificates were replaced {counted:?} times only");
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// How often each service's certificate was replaced so far.
async fn count(world: &World) -> anyhow::Result<BTreeMap<String, usize>> {
    let listed = world.told("so-security", &["cert", "list", "--limit", "1000"]).await?;
    let mut issued: BTreeMap<String, usize> = BTreeMap::new();
    for certificate in listed.as_array().into_iter().flatten() {
        let id = certificate["principal_id"].as_str().unwrap_or_default();
        *issued.entry(id.to_owned()).or_default() += 1;
    }
    // The first was not a replacement.
    Ok(issued.into_iter().map(|(id, count)| (id, count - 1)).collect())
}

/// Cuts a service off from identity until its certificate has expired, and brings it back with a one-time token:
/// the service goes on without a restart.
///
/// # Errors
/// It lives on without a certificate, or does not come back.
pub async fn expire_and_enrol(world: &World, service: &str) -> anyhow::Result<()> {
    let (endpoint, identity) = line(world, OPERATOR, service)?;
    let to_identity = world.mesh.link(service, "identity")?;
    to_identity.cut();
    let status = until(&endpoint, &identity, false).await?;
    if !status.contains("has expired") {
        bail!("{service} with an expired certificate: {status}");
    }
    to_identity.heal();

    let folder = world.mesh.folder().join("trust/services").join(service);
    let path = |name: &str| folder.join(name).display().to_string();
    let token = path("token");
    world.told("so-security", &["cert", "token", "service", service, "--to", &token]).await?;
    let (key, certificate) = (path("key.pem"), path("certificate.pem"));
    let enroll = ["cert", "enroll", "--token-file", &token, "--key", &key, "--certificate", &certificate];
    world.told("so-security", &enroll).await?;
    until(&endpoint, &identity, true).await.map(drop)
}

/// Connects anew until the service answers, or does not; what was said last.
async fn until(endpoint: &Endpoint, identity: &Identity, answers: bool) -> anyhow::Result<String> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let status = probe(&connect(endpoint, identity)?).await;
        if status.is_ok() == answers {
            return Ok(status.err().map(|status| status.message().to_owned()).unwrap_or_default());
        }
        if Instant::now() > deadline {
            bail!("{} still answers {status:?}", endpoint.service);
        }
        tokio::time::sleep(BETWEEN_CONNECTIONS).await;
    }
}

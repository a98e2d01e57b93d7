//! How soon a revoked certificate is refused on connections that are open: by every service, and by the broker.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use channel::{Channel, Endpoint, Identity};
use devstack::mesh::{Credentials, HOUSES};
use kernel::clock::SystemClock;
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::RDKafkaErrorCode;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::task::JoinSet;
use tonic::Status;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::world::World;

/// How often an open connection is tried.
const EVERY: Duration = Duration::from_millis(5);
/// When a revocation that still has no effect never will have.
const PATIENCE: Duration = Duration::from_secs(20);
/// Who revokes.
const SECURITY: &str = "so-security";

/// Where a service is, and the certificate of an operator to call it with.
///
/// # Errors
/// There is no such service.
pub fn line(world: &World, operator: &str, service: &str) -> anyhow::Result<(Endpoint, Identity)> {
    let folder = world.mesh.contexts().parent().map(PathBuf::from).unwrap_or_default();
    let (certificate, key) =
        (folder.join(format!("{operator}.pem")), folder.join(format!("{operator}.key.pem")));
    let identity = Identity::files(&world.mesh.roots(), &certificate, &key);
    let url = format!("https://{}", world.mesh.link("cli", service)?.address());
    Ok((Endpoint { service: service.to_owned(), url }, identity))
}

/// Asks a service whether it is well, which everybody may who has a certificate.
///
/// # Errors
/// What the service, or the connection to it, said.
pub async fn probe(channel: &Channel) -> Result<(), Status> {
    HealthClient::new(channel.clone()).check(HealthCheckRequest::default()).await.map(drop)
}

/// Revokes an operator's certificate while a connection to each service is open, and answers how long after the
/// commit each refused it.
///
/// # Errors
/// The revocation failed, or a service answered anything but "revoked".
pub async fn until_refused(world: &World, operator: &str) -> anyhow::Result<Vec<(String, Duration)>> {
    let mut refusals = JoinSet::new();
    for service in HOUSES {
        let (endpoint, identity) = line(world, operator, service)?;
        let channel = channel::connect(&endpoint, &identity)?;
        probe(&channel).await.with_context(|| format!("{service} before the revocation"))?;
        refusals.spawn(async move { (service, tokio::time::timeout(PATIENCE, refused(&channel)).await) });
    }
    let revoked_at = revoke(world, operator).await?;
    let mut took = Vec::new();
    while let Some(ended) = refusals.join_next().await {
        let (service, outcome) = ended?;
        let at = outcome.with_context(|| format!("{service} still lets {operator} in"))??;
        took.push((service.to_owned(), Duration::try_from(at - revoked_at).unwrap_or_default()));
    }
    took.sort();
    Ok(took)
}

/// When a connection is refused as revoked for the first time.
async fn refused(channel: &Channel) -> anyhow::Result<OffsetDateTime> {
    loop {
        if let Err(status) = probe(channel).await {
            let failure = channel::failure(&status);
            if failure.reason == "CERT_REVOKED" {
                return Ok(SystemClock.now());
            }
            bail!("{} answered {}: {}", channel.service(), failure.reason, failure.message);
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Revokes a partner's certificate while its system is connected to the broker, and answers how long after the
/// commit the broker refused it.
///
/// # Errors
/// The revocation failed, or the broker goes on letting it in.
pub async fn until_shut_out(world: &World, partner: &str) -> anyhow::Result<Duration> {
    let client = PartnerClient::connect(world, partner, &world.mesh.enrol_partner(partner).await?)?;
    let client = client.until(Access::Granted).await?;
    let revoked_at = revoke(world, partner).await?;
    client.until(Access::Denied).await?;
    Ok(Duration::try_from(SystemClock.now() - revoked_at).unwrap_or_default())
}

/// Revokes the newest certificate of a principal; the instant of the commit.
async fn revoke(world: &World, principal: &str) -> anyhow::Result<OffsetDateTime> {
    let listed = world.told(SECURITY, &["cert", "list", "--principal", principal]).await?;
    let serial = listed[0]["serial"].as_str().with_context(|| format!("{principal} has no certificate"))?;
    let revoked = world.told(SECURITY, &["cert", "revoke", serial, "--reason", "密钥遗失"]).await?;
    let at = revoked["revoke_time"].as_str().with_context(|| format!("{serial} was not revoked"))?;
    Ok(OffsetDateTime::parse(at, &Rfc3339)?)
}

/// Whether the broker lets a partner at its facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It does.
    Granted,
    /// The access rules say no.
    Denied,
}

/// A partner's open connection to the broker.
pub struct PartnerClient {
    consumer: BaseConsumer,
    topic: String,
}

impl PartnerClient {
    /// Connects as the holder of `credentials`, to the topics of `partner`.
    ///
    /// # Errors
    /// A file can't be used.
    pub fn connect(world: &World, partner: &str, credentials: &Credentials) -> anyhow::Result<Self> {
        let consumer: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", world.mesh.partners_brokers()?)
            .set("security.protocol", "ssl")
            .set("ssl.ca.location", credentials.roots.display().to_string())
            .set("ssl.certificate.location", credentials.certificate.display().to_string())
            .set("ssl.key.location", credentials.key.display().to_string())
            .set("group.id", format!("{partner}.probe"))
            .create()?;
        Ok(Self { consumer, topic: format!("bianzhi.dev.{partner}.facts.v1") })
    }

    /// Asks again and again until the broker answers so; the client, still connected.
    ///
    /// # Errors
    /// It did not within [`PATIENCE`].
    pub async fn until(self, wanted: Access) -> anyhow::Result<Self> {
        let waiting = tokio::task::spawn_blocking(move || {
            let deadline = std::time::Instant::now() + PATIENCE;
            while self.access()? != Some(wanted) {
                if std::time::Instant::now() > deadline {
                    bail!("{} is not {wanted:?}", self.topic);
                }
            }
            Ok(self)
        });
        waiting.await?
    }

    /// What the broker says now; none for another answer than yes or no.
    fn access(&self) -> anyhow::Result<Option<Access>> {
        let metadata = self.consumer.fetch_metadata(Some(&self.topic), PATIENCE)?;
        let topic = metadata.topics().first().context("the broker says nothing about the topic")?;
        Ok(match topic.error().map(RDKafkaErrorCode::from) {
            None => Some(Access::Granted),
            Some(RDKafkaErrorCode::TopicAuthorizationFailed) => Some(Access::Denied),
            Some(_) => None,
        })
    }
}

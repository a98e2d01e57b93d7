//! How this process reaches the brokers, and how its clients are set up.
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use rdkafka::ClientConfig;
use rdkafka::admin::AdminClient;
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{Consumer, StreamConsumer};
use rdkafka::error::KafkaError;
use rdkafka::producer::{FutureProducer, Producer};
use serde::{Deserialize, Serialize};

use crate::link::Link;
use crate::topics::Topic;

/// How often a loop looks whether its key was renewed on disk.
pub(crate) const KEY_CHECK: Duration = Duration::from_secs(1);
/// How long the first answer of a broker is waited for when a producer is made.
const WARM_UP: Duration = Duration::from_secs(5);

/// How often [`Link`] is shown the brokers' states, so that it sees one that is back.
const STATISTICS_MS: &str = "2000";

/// A producer that says in two lines when its brokers go and come.
pub(crate) type Sender = FutureProducer<Link>;
/// A consumer that does.
pub(crate) type Reader = StreamConsumer<Link>;

/// Section `kafka` of a service's configuration, and its environment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Config {
    /// `host:port`, several separated by commas.
    pub brokers: String,
    /// The `<env>` of every topic and group name.
    pub environment: String,
}

/// PEM files of this process's certificate.
#[derive(Debug, Clone)]
pub struct Tls {
    /// The roots that the broker's certificate must lead to.
    pub roots: PathBuf,
    /// The own chain, leaf first.
    pub certificate: PathBuf,
    /// The own private key (PKCS#8).
    pub key: PathBuf,
}

/// The brokers as one house of one environment sees them. Cheap to clone; opens nothing by itself.
#[derive(Debug, Clone)]
pub struct Kafka {
    brokers: String,
    environment: String,
    house: String,
    tls: Option<Tls>,
}

/// Why a client could not be made or bootstrapping failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The PEM file can't be read.
    #[error("{}: {source}", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// librdkafka refused a setting, a file or a call.
    #[error("kafka: {0}")]
    Kafka(#[from] KafkaError),
    /// The broker refused to make a topic.
    #[error("topic {topic}: {reason}")]
    Topic {
        /// Its full name.
        topic: String,
        /// The broker's word.
        reason: String,
    },
    /// The broker refused to make an access rule.
    #[error("access rule for {principal} on {resource}: {reason}")]
    Acl {
        /// Whom the rule is about.
        principal: String,
        /// What it is about.
        resource: String,
        /// The broker's word.
        reason: String,
    },
    /// A part of the inbox ended that never should.
    #[error("inbox: {0}")]
    Inbox(#[from] tokio::task::JoinError),
}

impl Kafka {
    /// The brokers of `config` by mutual TLS, for the house (service) that the certificate names.
    ///
    /// Fails when a PEM file can't be read; does not wait for a broker, since a service starts and takes
    /// commands while Kafka is down.
    pub fn connect(config: &Config, house: &str, tls: Tls) -> Result<Self, Error> {
        for path in [&tls.roots, &tls.certificate, &tls.key] {
            fs::File::open(path).map_err(|source| Error::Pem { path: path.clone(), source })?;
        }
        Ok(Self { tls: Some(tls), ..Self::plaintext(config, house) })
    }

    /// The brokers without TLS: librdkafka's mock broker in tests. No service calls this.
    pub fn plaintext(config: &Config, house: &str) -> Self {
        Self {
            brokers: config.brokers.clone(),
            environment: config.environment.clone(),
            house: house.to_owned(),
            tls: None,
        }
    }

    /// The `<env>` of topic and group names.
    pub fn environment(&self) -> &str {
        &self.environment
    }

    /// CloudEvents `source` of the facts of this house.
    pub(crate) fn source(&self) -> String {
        format!("urn:bianzhi:{}:{}", self.environment, self.house)
    }

    /// A producer that loses nothing and keeps order per partition. Waits a moment for the brokers, because
    /// an idempotent producer takes about a second to get its id; goes on without them.
    pub(crate) async fn producer(&self) -> Result<Sender, Error> {
        let producer: Sender = self
            .client()
            .set("acks", "all")
            .set("enable.idempotence", "true")
            .set("linger.ms", "0")
            // Bounds how long the relay waits for one acknowledgement; the row is kept, and sent again.
            .set("message.timeout.ms", "15000")
            .set("statistics.interval.ms", STATISTICS_MS)
            .create_with_context(self.link("producer"))?;
        let warming = producer.clone();
        let warm = tokio::task::spawn_blocking(move || warming.client().fetch_metadata(None, WARM_UP));
        if let Ok(Err(error)) = warm.await {
            tracing::warn!(%error, "no broker answers yet, facts wait in the outbox");
        }
        Ok(producer)
    }

    /// A consumer of this house's group, subscribed to `topics`. Offsets are committed in the background, but
    /// only those that were stored after the database's commit.
    pub(crate) fn consumer(&self, topics: &[Topic]) -> Result<Reader, Error> {
        let consumer: Reader = self
            .client()
            .set("group.id", format!("bianzhi.{}.{}", self.environment, self.house))
            .set("auto.offset.reset", "earliest")
            .set("enable.auto.commit", "true")
            .set("auto.commit.interval.ms", "1000")
            .set("enable.auto.offset.store", "false")
            .set("isolation.level", "read_committed")
            // A killed process holds its partitions until its session ends.
            .set("session.timeout.ms", "6000")
            .set("heartbeat.interval.ms", "1500")
            .set("statistics.interval.ms", STATISTICS_MS)
            .create_with_context(self.link("consumer"))?;
        let names: Vec<String> = topics.iter().map(|topic| topic.named_in(&self.environment)).collect();
        consumer.subscribe(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
        Ok(consumer)
    }

    pub(crate) fn admin(&self) -> Result<AdminClient<DefaultClientContext>, Error> {
        Ok(self.client().create()?)
    }

    /// When the own certificate was last written. librdkafka reads its key once, so a client made before
    /// this moment must be made anew.
    pub(crate) fn key_written(&self) -> Option<SystemTime> {
        let tls = self.tls.as_ref()?;
        fs::metadata(&tls.certificate).and_then(|file| file.modified()).ok()
    }

    fn link(&self, client: &'static str) -> Link {
        Link::new(client, &self.brokers)
    }

    fn client(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config
            .set("bootstrap.servers", &self.brokers)
            .set("client.id", format!("bianzhi-{}", self.house))
            // A broker that restarts is found again within three seconds, and not asked oftener meanwhile.
            .set("reconnect.backoff.ms", "100")
            .set("reconnect.backoff.max.ms", "3000")
            // Brokers close connections that nobody used for a while: no news.
            .set("log.connection.close", "false")
            .set("topic.metadata.refresh.interval.ms", "10000");
        if let Some(tls) = &self.tls {
            config
                .set("security.protocol", "ssl")
                .set("ssl.ca.location", tls.roots.to_string_lossy())
                .set("ssl.certificate.location", tls.certificate.to_string_lossy())
                .set("ssl.key.location", tls.key.to_string_lossy());
        }
        config
    }
}

//! Configuration that every house has (README "Configuration"); a house's own sections stand beside it.

mod load;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

pub use load::{Error, Settings, load};
pub(crate) use load::{Loaded, from_arguments};
use secrecy::{ExposeSecret, SecretString};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

/// What every house is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `production`, unless this is a developer's machine.
    pub profile: Profile,
    /// Name of the environment, part of every topic's name.
    pub environment: String,
    /// Trust domain of the SPIFFE URIs.
    pub trust_domain: String,
    /// Where the gRPC door listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where `/livez`, `/readyz`, `/metrics` answer over plain HTTP.
    pub admin: SocketAddr,
    /// The house's own database.
    #[serde(serialize_with = "database")]
    pub database: db::Config,
    /// The house's own certificate and whom it trusts.
    pub tls: Tls,
    /// Where the trust snapshot comes from.
    pub trust: Trust,
    /// Addresses of the other houses, `https://host:port`, each apart so that a proxy can stand in between.
    pub peers: BTreeMap<String, String>,
    /// The broker.
    pub kafka: Kafka,
    /// Logs and traces.
    pub telemetry: Telemetry,
    /// File that sets the business clock; accepted in profile `dev` only.
    pub business_clock: Option<PathBuf>,
}

/// How strictly the process behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// A developer's machine, the demo, tests: the business clock may be set, logs are readable text.
    Dev,
    /// Everything else.
    Production,
}

/// PEM files.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tls {
    /// Trust roots.
    pub roots: PathBuf,
    /// Our leaf, then the issuing CA. Read again when it changes.
    pub certificate: PathBuf,
    /// Our key.
    pub key: PathBuf,
}

/// The trust snapshot.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Trust {
    /// Identity's mTLS listener, `https://host:port`; absent in identity itself, which makes the snapshot.
    pub endpoint: Option<String>,
    /// The signed copy on disk.
    pub snapshot: PathBuf,
}

/// The broker.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Kafka {
    /// `host:port,host:port`.
    pub brokers: String,
}

/// Logs and traces.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Telemetry {
    /// Absent: JSON in production, text for developers.
    pub format: Option<Format>,
    /// What is logged, as `tracing_subscriber::EnvFilter` reads it, e.g. `info,sqlx=warn`.
    pub filter: String,
    /// OTLP collector over gRPC, `http://host:port`; absent: no traces leave the process.
    pub otlp_endpoint: Option<String>,
}

/// Shape of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// One JSON object per line.
    Json,
    /// For eyes.
    Text,
}

/// For a house without a section of its own.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

impl Default for Config {
    fn default() -> Self {
        Self {
            profile: Profile::Production,
            environment: "dev".to_owned(),
            trust_domain: "bianzhi".to_owned(),
            listen: ([127, 0, 0, 1], 7001).into(),
            admin: ([127, 0, 0, 1], 7101).into(),
            database: db::Config { url: String::new().into(), max_connections: 10 },
            tls: Tls::default(),
            trust: Trust::default(),
            peers: BTreeMap::new(),
            kafka: Kafka::default(),
            telemetry: Telemetry::default(),
            business_clock: None,
        }
    }
}

impl Default for Tls {
    fn default() -> Self {
        Self {
            roots: "tls/roots.pem".into(),
            certificate: "tls/certificate.pem".into(),
            key: "tls/key.pem".into(),
        }
    }
}

impl Default for Telemetry {
    fn default() -> Self {
        // librdkafka repeats itself several times a second while a broker is away; messaging says it once.
        let filter = "info,h2=warn,hyper=warn,tower=warn,sqlx=warn,rustls=warn,rdkafka=off,librdkafka=off";
        Self { format: None, filter: filter.to_owned(), otlp_endpoint: None }
    }
}

impl Config {
    /// The shape of the log lines.
    pub fn log_format(&self) -> Format {
        self.telemetry.format.unwrap_or(match self.profile {
            Profile::Dev => Format::Text,
            Profile::Production => Format::Json,
        })
    }

    /// Keys that have no default and without which no house can serve; `--check-config` and commands that need
    /// neither database nor broker do without them.
    pub(crate) fn missing(&self) -> Vec<String> {
        let required = [
            (
                "database.url",
                self.database.url.expose_secret().is_empty(),
                "postgres://role:password@host/name",
            ),
            ("kafka.brokers", self.kafka.brokers.is_empty(), "host:port"),
        ];
        let missing = required.into_iter().filter(|(_, is_missing, _)| *is_missing);
        missing.map(|(key, _, example)| format!("{key}: not set, e.g. \"{example}\"")).collect()
    }

    /// What the shape of the file can't say; every defect at once.
    fn defects(&self) -> Vec<String> {
        let mut defects = Vec::new();
        if self.business_clock.is_some() && self.profile == Profile::Production {
            defects.push("business_clock: only the profile \"dev\" may set the business clock".to_owned());
        }
        let endpoint = self.trust.endpoint.iter().map(|url| ("trust.endpoint".to_owned(), url));
        let peers = self.peers.iter().map(|(name, url)| (format!("peers.{name}"), url));
        for (key, url) in endpoint.chain(peers) {
            if !url.starts_with("https://") {
                defects.push(format!("{key}: {url:?} is no https:// address"));
            }
        }
        if !(1..=1000).contains(&self.database.max_connections) {
            defects.push("database.max_connections: must be 1 to 1000".to_owned());
        }
        defects
    }
}

/// Shows that a secret is set without showing it; for `#[serde(serialize_with = "service::config::redacted")]`.
///
/// # Errors
/// Those of the serializer.
pub fn redacted<S: Serializer>(_: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("[redacted]")
}

/// `db` knows only how to read its section; the printed configuration shows it without the secret.
fn database<S: Serializer>(config: &db::Config, serializer: S) -> Result<S::Ok, S::Error> {
    let mut section = serializer.serialize_struct("database", 2)?;
    section.serialize_field("url", "[redacted]")?;
    section.serialize_field("max_connections", &config.max_connections)?;
    section.end()
}

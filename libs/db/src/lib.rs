//! One PostgreSQL pool per service, its transactions, and what its errors mean.
use kernel::error::{Coded, Kind};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::{Postgres, Transaction};

/// A transaction: dropped without [`commit`], it never happened.
pub type Tx = Transaction<'static, Postgres>;

/// Where the service's own database is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `postgres://role:password@host:port/database`. Secret, since it may carry the password.
    pub url: SecretString,
    /// Connections held at most, 1–1000.
    #[serde(default = "default_connections")]
    pub max_connections: u32,
}

fn default_connections() -> u32 {
    10
}

/// Opens the pool. The first connection is made at once, so that a wrong address is noticed at start.
pub async fn connect(config: &Config) -> Result<PgPool, Error> {
    let options = PgPoolOptions::new().max_connections(config.max_connections);
    Ok(options.connect(config.url.expose_secret()).await?)
}

/// Begins a transaction.
pub async fn begin(pool: &PgPool) -> Result<Tx, Error> {
    Ok(pool.begin().await?)
}

/// Commits: from here on everybody sees it.
pub async fn commit(tx: Tx) -> Result<(), Error> {
    fault::reach(fault::point::COMMIT_BEFORE).await;
    tx.commit().await?;
    fault::reach(fault::point::COMMIT_DONE).await;
    Ok(())
}

/// A statement failed, or one touched another number of rows than it must.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What the driver or the server said. Shown outside only as our own sentence: an outage or a lost race
    /// is told to the caller, anything else stays in the log, since it may quote values.
    #[error("{}", sentence(.0))]
    Sqlx(#[from] sqlx::Error),
    /// A statement that must touch `expected` rows touched `actual`.
    #[error("database: {actual} rows touched where {expected} were due")]
    RowsTouched {
        /// Rows due.
        expected: u64,
        /// Rows touched.
        actual: u64,
    },
    /// A row that can't be what the schema promises: a bug or a hand in the database.
    #[error("database: inconsistent row in {table}: {what}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// What does not fit, without values.
        what: &'static str,
    },
}

impl Error {
    /// Whether the statement broke the constraint of this name.
    pub fn violates(&self, constraint: &str) -> bool {
        match self {
            Self::Sqlx(error) => error.as_database_error().and_then(|e| e.constraint()) == Some(constraint),
            Self::RowsTouched { .. } | Self::Inconsistent { .. } => false,
        }
    }
}

/// Checks that a statement touched exactly `expected` rows.
pub fn expect_rows(expected: u64, actual: u64) -> Result<(), Error> {
    if expected == actual { Ok(()) } else { Err(Error::RowsTouched { expected, actual }) }
}

fn kind_of(error: &sqlx::Error) -> Kind {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => Kind::Unavailable,
        sqlx::Error::Database(error) => match error.code().as_deref() {
            // serialization_failure, deadlock_detected
            Some("40001" | "40P01") => Kind::Conflict,
            // admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections
            Some("57P01" | "57P02" | "57P03" | "53300") => Kind::Unavailable,
            _ => Kind::Internal,
        },
        _ => Kind::Internal,
    }
}

fn sentence(error: &sqlx::Error) -> String {
    match kind_of(error) {
        Kind::Unavailable => "the database is not available: try again".to_owned(),
        Kind::Conflict => "somebody else changed the same at the same moment: try again".to_owned(),
        _ => format!("database: {error}"),
    }
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Sqlx(error) => kind_of(error),
            Self::RowsTouched { .. } | Self::Inconsistent { .. } => Kind::Internal,
        }
    }

    fn reason(&self) -> &str {
        match self.kind() {
            Kind::Internal => "INTERNAL",
            _ => "DATABASE_UNAVAILABLE",
        }
    }
}

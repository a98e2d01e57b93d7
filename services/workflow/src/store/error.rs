//! Why the archive could not be read or written.

use kernel::error::{Coded, Kind};

/// A row can't be written or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Database(#[from] db::Error),
    #[error(transparent)]
    Vault(#[from] vault::Error),
    #[error(transparent)]
    Canonical(#[from] seal::NotCanonical),
    #[error("a stored JSON document can't be read or written")]
    Json(#[from] serde_json::Error),
}

impl Error {
    /// Whether the statement broke the constraint of this name.
    pub fn violates(&self, constraint: &str) -> bool {
        match self {
            Self::Database(error) => error.violates(constraint),
            Self::Vault(_) | Self::Canonical(_) | Self::Json(_) => false,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Database(error) => error.kind(),
            Self::Vault(_) | Self::Canonical(_) | Self::Json(_) => Kind::Internal,
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::Database(error) => error.reason(),
            Self::Vault(_) | Self::Canonical(_) | Self::Json(_) => "INTERNAL",
        }
    }
}

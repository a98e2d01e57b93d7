use kernel::error::{Coded, Kind};

/// Why nobody was told, or nothing listed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No trust snapshot yet: nobody knows who holds which desk.
    #[error("the directory is not known yet")]
    TrustUnknown,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::TrustUnknown => Kind::Unavailable,
            Self::Database(error) => error.kind(),
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::TrustUnknown => "TRUST_UNKNOWN",
            Self::Database(error) => error.reason(),
        }
    }
}

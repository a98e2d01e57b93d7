//! Why the certificate authority can't do it.

use std::path::PathBuf;

use kernel::error::{Coded, Kind};

/// A key, a certificate or a signature can't be made. Always our fault or the machine's.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file of the authority can't be read or written.
    #[error("{}: {source}", .path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of the authority is not what it should be.
    #[error("{}: {what}", .path.display())]
    Content {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The library refused.
    #[error("X.509: {0}")]
    X509(#[from] rcgen::Error),
    /// The system's random generator failed, or refused a key.
    #[error("ring: {0}")]
    Crypto(&'static str),
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        Kind::Internal
    }

    fn reason(&self) -> &str {
        "INTERNAL"
    }
}

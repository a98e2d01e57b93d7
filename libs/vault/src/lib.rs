//! Personal data at rest (PIPL Art. 51: encryption and de-identification): fields encrypted under keys that
//! can be rotated, a blind index to find a person by a number nobody can read, and a type that prints nothing.
//!
//! Encryption is SM4-GCM (RFC 8998), the blind index HMAC-SM3 (GB/T 32905). A sealed value is bound to its
//! place (table, column, row): moved elsewhere it doesn't open.
mod cipher;
mod keys;
mod redacted;

pub use cipher::{Place, Vault};
pub use redacted::Redacted;

use std::path::PathBuf;

use kernel::error::{Coded, Kind};

/// What went wrong with keys or sealed values. Never quotes either.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The key file can't be read or written.
    #[error("key file {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Somebody else than the owner may read the key file; it must have mode 0600.
    #[error("key file {}: must be readable by its owner only (chmod 600)", path.display())]
    Permissions {
        /// The file.
        path: PathBuf,
    },
    /// The key file holds no usable keys.
    #[error("key file {}: {what}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong, without the content.
        what: &'static str,
    },
    /// The value was sealed under a key that the file doesn't have.
    #[error("sealed under key {0}, which the key file does not have")]
    UnknownKey(u16),
    /// Not something that this vault sealed for this place, or tampered with.
    #[error("not a value sealed for {0}")]
    NotAuthentic(&'static str),
    /// The system gave no random numbers.
    #[error("no random numbers from the system")]
    NoRandom,
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        Kind::Internal
    }

    fn reason(&self) -> &str {
        "INTERNAL"
    }
}

//! The craft of X.509: keys, certificates, signing requests, and the signature under a trust snapshot.
//!
//! One root, one issuing CA below it, leaves below that; all keys EC P-256. The root signs the issuing CA once
//! and is not needed again, so its key can be taken away from the machine after `identity init`.
mod authority;
mod error;
mod files;
mod leaf;
mod notary;
mod profile;
mod request;
mod revocation_list;
mod secrets;
#[cfg(test)]
mod tests;

pub use authority::Authority;
pub use error::Error;
pub use files::{write_public, write_secret};
pub use leaf::LeafFiles;
pub use notary::{Notary, Publication};
pub use request::{KeyHolder, PublicKey, RequestError, SigningRequest};
pub use revocation_list::RevocationList;
pub use secrets::{Secrets, digest};

//! What makes a printed paper believable without a network.
//!
//! The words of a paper are its [`canonical`] JSON; their SM3 [`Digest`] stands, with the paper's
//! type, key and issue day, in a short [`Payload`]. The issuing office's [`Signer`] signs the
//! payload's text with SM2, and payload plus signature are what the QR code carries
//! ([`SignedPayload`], domain.md §5.6). Whoever holds the [`PublicKeys`] can then say whether a
//! scanned text is authentic ([`Verdict`]). Whether the paper is still in force is a question
//! for the document service; nothing here knows about that, and nothing here touches a network.
//!
//! Pure apart from the key files, which a [`Keyring`] keeps in one folder.
mod canonical;
mod digest;
mod key;
mod keyring;
mod keys;
mod payload;
mod verdict;

pub use canonical::{NotCanonical, canonical};
pub use digest::{Digest, DigestError};
pub use key::{KeyError, KeyId, PublicKey, SIGNATURE_BYTES, Signer, USER_ID};
pub use keyring::{Keyring, KeyringError};
pub use keys::{KeyEntry, PublicKeys, PublicKeysError, Revocation};
pub use payload::{DocKey, Malformed, PaperType, Payload, SignedPayload};
pub use verdict::Verdict;

//! The trust snapshot in force: verified, kept on disk, never replaced by an older one.
//!
//! The signature is ES256 by a leaf of `CN=identity,OU=mesh` that chains to the trust roots. The chain is
//! checked **at the time the snapshot was made**, not at the present: the leaf lives a day, and a mesh whose
//! identity is down for a week must still start from its copy on disk. What a thief of an expired key could
//! forge is bounded by the version, which never goes back.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kernel::clock::SystemClock;
use prost::Message;
use proto::identity::v1::{SignedTrustSnapshot, TrustSnapshot};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use time::OffsetDateTime;
use tokio::sync::watch;

use crate::certificate::{Certificate, Kind};
use crate::snapshot::Snapshot;

/// The snapshot in force, shared by everything in the process. Clones are handles to the same one.
#[derive(Debug, Clone)]
pub struct Trust(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    source: Source,
    current: watch::Sender<Option<Arc<Snapshot>>>,
    /// When the snapshot in force was last confirmed by identity.
    confirmed_at: Mutex<Option<OffsetDateTime>>,
}

#[derive(Debug)]
enum Source {
    /// Set by the process itself: identity, and tests.
    Own,
    /// Signed by identity, kept in a file.
    Signed { file: PathBuf, roots: Arc<RootCertStore>, trust_domain: String },
}

/// What became of an offered snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// It is in force now.
    Newer,
    /// It was in force already: a heartbeat.
    Same,
    /// It is older than the one in force, which stays.
    Older,
}

/// Why a snapshot was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bytes are no snapshot.
    #[error("the trust snapshot can't be read: {0}")]
    Malformed(#[from] prost::DecodeError),
    /// The signer is not identity, or does not chain to the roots.
    #[error("the trust snapshot is signed by a certificate that is not identity's: {0}")]
    Signer(String),
    /// The signature does not fit the bytes.
    #[error("the signature of the trust snapshot is wrong")]
    Signature,
    /// The roots or the copy on disk can't be read or written.
    #[error("{}: {source}", .path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Trust {
    /// A snapshot that the process itself sets: tests, and identity, which needs no proof of its own words.
    pub fn own(snapshot: Option<Snapshot>) -> Self {
        let trust = Self::with(Source::Own);
        if let Some(snapshot) = snapshot {
            trust.put(snapshot);
        }
        trust
    }

    /// Opens the copy on disk, if there is one; a copy that can't be verified is ignored with a warning, and
    /// the house is not ready until identity sends a good one.
    ///
    /// # Errors
    /// When the roots (PEM) can't be read.
    pub fn open(file: &Path, roots: &Path, trust_domain: &str) -> Result<Self, Error> {
        let trust = Self::with(Source::Signed {
            file: file.to_owned(),
            roots: Arc::new(read_roots(roots)?),
            trust_domain: trust_domain.to_owned(),
        });
        if let Ok(bytes) = fs::read(file) {
            let kept = SignedTrustSnapshot::decode(bytes.as_slice())
                .map_err(Error::from)
                .and_then(|signed| trust.verify(&signed));
            match kept {
                Ok(snapshot) => {
                    *trust.confirmed_at() = Some(snapshot.created_at);
                    trust.0.current.send_replace(Some(Arc::new(snapshot)));
                }
                Err(error) => tracing::warn!(%error, "the trust snapshot on disk is ignored"),
            }
        }
        Ok(trust)
    }

    /// Verifies what identity sent, keeps it on disk and puts it in force, unless it is older.
    ///
    /// # Errors
    /// When signer or signature are wrong or the copy can't be written; the snapshot in force stays.
    pub fn accept(&self, signed: &SignedTrustSnapshot) -> Result<Accepted, Error> {
        let snapshot = self.verify(signed)?;
        // The first snapshot of a new installation has version 0: none and 0 are not the same.
        let known = self.current().map(|known| known.version);
        if known.is_some_and(|known| snapshot.version < known) {
            return Ok(Accepted::Older);
        }
        *self.confirmed_at() = Some(SystemClock.now());
        if known == Some(snapshot.version) {
            return Ok(Accepted::Same);
        }
        if let Source::Signed { file, .. } = &self.0.source {
            write_whole(file, &signed.encode_to_vec())?;
        }
        self.0.current.send_replace(Some(Arc::new(snapshot)));
        Ok(Accepted::Newer)
    }

    /// Puts a snapshot of the process's own making in force, unless it is older.
    pub fn put(&self, snapshot: Snapshot) {
        *self.confirmed_at() = Some(SystemClock.now());
        if snapshot.version >= self.version() {
            self.0.current.send_replace(Some(Arc::new(snapshot)));
        }
    }

    /// The snapshot in force; none until the first was seen.
    pub fn current(&self) -> Option<Arc<Snapshot>> {
        self.0.current.borrow().clone()
    }

    /// The version in force; 0 for none.
    pub fn version(&self) -> i64 {
        self.0.current.borrow().as_ref().map_or(0, |snapshot| snapshot.version)
    }

    /// Tells of each snapshot that comes into force.
    pub fn changes(&self) -> watch::Receiver<Option<Arc<Snapshot>>> {
        self.0.current.subscribe()
    }

    /// How long ago identity last confirmed the snapshot in force; none without one. One's own is never old.
    pub fn age(&self) -> Option<Duration> {
        if matches!(self.0.source, Source::Own) {
            return self.current().map(|_| Duration::ZERO);
        }
        let confirmed_at = (*self.confirmed_at())?;
        Some((SystemClock.now() - confirmed_at).try_into().unwrap_or(Duration::ZERO))
    }

    fn with(source: Source) -> Self {
        let current = watch::Sender::new(None);
        Self(Arc::new(Inner { source, current, confirmed_at: Mutex::new(None) }))
    }

    fn confirmed_at(&self) -> std::sync::MutexGuard<'_, Option<OffsetDateTime>> {
        self.0.confirmed_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn verify(&self, signed: &SignedTrustSnapshot) -> Result<Snapshot, Error> {
        let snapshot = Snapshot::from_proto(TrustSnapshot::decode(signed.snapshot.as_slice())?);
        if let Source::Signed { roots, trust_domain, .. } = &self.0.source {
            let signer = signer(&signed.chain, roots, trust_domain, snapshot.created_at)?;
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, signer)
                .verify(&signed.snapshot, &signed.signature)
                .map_err(|_| Error::Signature)?;
        }
        Ok(snapshot)
    }
}

/// The public key of identity's leaf, once its chain was found good at the time the snapshot was made.
fn signer(
    chain_pem: &str,
    roots: &Arc<RootCertStore>,
    trust_domain: &str,
    at: OffsetDateTime,
) -> Result<Vec<u8>, Error> {
    let refuse = |why: &dyn std::fmt::Display| Error::Signer(why.to_string());
    let chain: Vec<CertificateDer<'_>> = CertificateDer::pem_slice_iter(chain_pem.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|error| refuse(&error))?;
    let (leaf, intermediates) = chain.split_first().ok_or_else(|| refuse(&"no certificate"))?;
    let seconds = u64::try_from(at.unix_timestamp()).unwrap_or_default();
    WebPkiClientVerifier::builder_with_provider(
        Arc::clone(roots),
        Arc::new(rustls::crypto::ring::default_provider()),
    )
    .build()
    .map_err(|error| refuse(&error))?
    .verify_client_cert(leaf, intermediates, UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    .map_err(|error| refuse(&error))?;

    let certificate = Certificate::read(leaf, trust_domain).map_err(|error| refuse(&error))?;
    if certificate.kind != Kind::Mesh || certificate.id != "identity" {
        return Err(refuse(&format!("it is {}'s", certificate.id)));
    }
    let (_, parsed) = x509_parser::parse_x509_certificate(leaf).map_err(|error| refuse(&error))?;
    Ok(parsed.public_key().subject_public_key.data.to_vec())
}

fn read_roots(path: &Path) -> Result<RootCertStore, Error> {
    let file = |source| Error::File { path: path.to_owned(), source };
    let pem = fs::read(path).map_err(file)?;
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_slice_iter(&pem) {
        let root = root.map_err(|error| file(std::io::Error::other(error.to_string())))?;
        roots.add(root).map_err(|error| file(std::io::Error::other(error)))?;
    }
    Ok(roots)
}

/// Writes a file that is either the old or the new one, whole, whatever happens meanwhile.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let draft = path.with_extension("new");
    fs::write(&draft, bytes)
        .and_then(|()| fs::rename(&draft, path))
        .map_err(|source| Error::File { path: path.to_owned(), source })
}

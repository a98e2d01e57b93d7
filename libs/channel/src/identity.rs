//! As whom we call.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

/// The certificate that we show and the roots that we trust. Clones are handles to the same one.
#[derive(Clone)]
pub struct Identity(Arc<Source>);

enum Source {
    /// Read again when they change, so that a renewed certificate needs no restart.
    Files {
        roots: PathBuf,
        leaf: Option<Leaf>,
        /// What was read last, and which writing of the certificate that was.
        read: Mutex<Option<(Option<Written>, Arc<ClientConfig>)>>,
    },
    Fixed(Arc<ClientConfig>),
}

struct Leaf {
    certificate: PathBuf,
    key: PathBuf,
}

/// One writing of a certificate's file: a renewal puts another file in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    at: Option<SystemTime>,
    inode: u64,
}

/// Why our own certificate can't be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A PEM file can't be read.
    #[error("{}: {source}", .path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The PEM holds no certificate or key, or one that rustls refuses.
    #[error("{what}: {why}")]
    Pem {
        /// Which file, or which text.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// The address of an endpoint is no `https://host:port`.
    #[error("the endpoint of {service} is no https:// address: {url}")]
    Url {
        /// The service called.
        service: String,
        /// Its address.
        url: String,
    },
}

impl Identity {
    /// Calls with the certificate in `certificate` and `key` (PEM), trusting `roots`. The files are read
    /// again when the certificate's was written anew; a channel then makes a new connection.
    pub fn files(roots: &Path, certificate: &Path, key: &Path) -> Self {
        Self::of(roots, Some(Leaf { certificate: certificate.to_owned(), key: key.to_owned() }))
    }

    /// Calls without a certificate: identity's enrolment listener only.
    pub fn nobody(roots: &Path) -> Self {
        Self::of(roots, None)
    }

    fn of(roots: &Path, leaf: Option<Leaf>) -> Self {
        Self(Arc::new(Source::Files { roots: roots.to_owned(), leaf, read: Mutex::new(None) }))
    }

    /// Calls with a certificate from memory (PEM texts).
    ///
    /// # Errors
    /// When a text is no certificate or key.
    pub fn fixed(roots: &str, certificate: &str, key: &str) -> Result<Self, Error> {
        let config = configure(
            trusted(roots.as_bytes(), &"roots")?,
            Some((chain(certificate.as_bytes(), &"certificate")?, private_key(key.as_bytes(), &"key")?)),
        )?;
        Ok(Self(Arc::new(Source::Fixed(config))))
    }

    /// Which writing of our certificate is on disk; none where it is in memory, or there is none.
    pub(crate) fn written(&self) -> Option<Written> {
        match self.0.as_ref() {
            Source::Files { leaf: Some(leaf), .. } => {
                let file = fs::metadata(&leaf.certificate).ok()?;
                Some(Written { at: file.modified().ok(), inode: file.ino() })
            }
            Source::Files { leaf: None, .. } | Source::Fixed(_) => None,
        }
    }

    /// What the next connection is made with.
    ///
    /// A renewal writes the key and then the certificate. In between the two do not fit, and what was read
    /// before is good for a third of its life yet: it is used until they fit again.
    ///
    /// # Errors
    /// When a file can't be read or holds something else, and never held anything better.
    pub fn client_config(&self) -> Result<Arc<ClientConfig>, Error> {
        let (roots, leaf, read) = match self.0.as_ref() {
            Source::Fixed(config) => return Ok(Arc::clone(config)),
            Source::Files { roots, leaf, read } => (roots, leaf, read),
        };
        let written = self.written();
        let mut last = read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((when, config)) = last.as_ref()
            && *when == written
        {
            return Ok(Arc::clone(config));
        }
        match from_files(roots, leaf.as_ref()) {
            Ok(config) => {
                *last = Some((written, Arc::clone(&config)));
                Ok(config)
            }
            Err(error) => match last.as_ref() {
                Some((_, config)) => {
                    tracing::warn!(%error, "a new certificate can't be used yet, the one before is");
                    Ok(Arc::clone(config))
                }
                None => Err(error),
            },
        }
    }
}

fn from_files(roots: &Path, leaf: Option<&Leaf>) -> Result<Arc<ClientConfig>, Error> {
    let leaf = match leaf {
        None => None,
        Some(Leaf { certificate, key }) => Some((
            chain(&read(certificate)?, &certificate.display())?,
            private_key(&read(key)?, &key.display())?,
        )),
    };
    configure(trusted(&read(roots)?, &roots.display())?, leaf)
}

fn configure(
    roots: RootCertStore,
    leaf: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
) -> Result<Arc<ClientConfig>, Error> {
    let refuse = |error: rustls::Error| Error::Pem { what: "certificate".to_owned(), why: error.to_string() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(refuse)?
        .with_root_certificates(roots);
    let mut config = match leaf {
        Some((chain, key)) => builder.with_client_auth_cert(chain, key).map_err(refuse)?,
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(Arc::new(config))
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|source| Error::File { path: path.to_owned(), source })
}

fn trusted(pem: &[u8], what: &dyn ToString) -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    for root in chain(pem, what)? {
        roots.add(root).map_err(|error| Error::Pem { what: what.to_string(), why: error.to_string() })?;
    }
    Ok(roots)
}

fn chain(pem: &[u8], what: &dyn ToString) -> Result<Vec<CertificateDer<'static>>, Error> {
    let refuse = |why: String| Error::Pem { what: what.to_string(), why };
    let chain: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|error| refuse(error.to_string()))?;
    if chain.is_empty() {
        return Err(refuse("no certificate in PEM".to_owned()));
    }
    Ok(chain)
}

fn private_key(pem: &[u8], what: &dyn ToString) -> Result<PrivateKeyDer<'static>, Error> {
    PrivateKeyDer::from_pem_slice(pem)
        .map_err(|error| Error::Pem { what: what.to_string(), why: error.to_string() })
}

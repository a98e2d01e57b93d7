//! A leaf on disk with its key.
use std::path::{Path, PathBuf};

use policy::Certificate as Shown;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use time::OffsetDateTime;

use super::{Error, KeyHolder, files};
use crate::domain::Certificate;

/// Where a leaf and its key are kept.
#[derive(Debug, Clone)]
pub struct LeafFiles {
    /// Leaf and issuing CA, PEM.
    pub certificate: PathBuf,
    /// PKCS#8, PEM, unencrypted; 0600.
    pub key: PathBuf,
    /// Key, leaf and issuing CA in one file, as Kafka reads them; 0600.
    pub bundle: Option<PathBuf>,
}

impl LeafFiles {
    /// `certificate.pem` and `key.pem` in `folder`.
    pub fn within(folder: &Path) -> Self {
        Self { certificate: folder.join("certificate.pem"), key: folder.join("key.pem"), bundle: None }
    }

    /// The same with a bundle called `name` beside them.
    #[must_use]
    pub fn bundled(self, name: &str) -> Self {
        Self { bundle: Some(self.certificate.with_file_name(name)), ..self }
    }

    /// Whether the leaf must be made anew at `now`: a file is missing, the leaf is by another issuer than
    /// `issuing_pem` or of another `trust_domain`, or the time of its renewal has come.
    ///
    /// # Errors
    /// When a file is there and can't be read.
    pub fn is_due(&self, issuing_pem: &str, trust_domain: &str, now: OffsetDateTime) -> Result<bool, Error> {
        let (chain, key) = (files::read(&self.certificate)?, files::read(&self.key)?);
        let bundle = match &self.bundle {
            Some(path) => files::read(path)?,
            None => Some(String::new()),
        };
        let (Some(chain), Some(_), Some(_)) = (chain, key, bundle) else { return Ok(true) };
        if !chain.ends_with(issuing_pem) {
            return Ok(true);
        }
        let leaf = CertificateDer::from_pem_slice(chain.as_bytes());
        let leaf = leaf.ok().and_then(|der| Shown::read(&der, trust_domain).ok());
        Ok(leaf.is_none_or(|leaf| now >= leaf.renewal_time()))
    }

    /// Writes the key first and the certificate last: whoever follows the certificate's file finds its key.
    ///
    /// # Errors
    /// What the system said.
    pub fn write(&self, key: &KeyHolder, certificate: &Certificate) -> Result<(), Error> {
        let secret = key.secret_pem();
        files::write_secret(&self.key, &secret)?;
        if let Some(bundle) = &self.bundle {
            files::write_secret(bundle, &format!("{secret}{}", certificate.chain))?;
        }
        files::write_public(&self.certificate, &certificate.chain)
    }
}

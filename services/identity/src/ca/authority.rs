//! The issuing CA and what it signs.
use std::path::Path;

use rcgen::{CertificateParams, Issuer, KeyPair};
use time::OffsetDateTime;

use super::{Error, PublicKey, Secrets, files, profile};
use crate::domain::{Certificate, Lifetimes, Principal};

/// Issues certificates. Its folder is the same for all replicas.
pub struct Authority {
    issuing: Issuer<'static, KeyPair>,
    issuing_pem: String,
    roots_pem: String,
    trust_domain: String,
    lifetimes: Lifetimes,
    secrets: Secrets,
}

impl Authority {
    /// Opens the authority in `folder`.
    ///
    /// # Errors
    /// When `identity init` did not make it, or a file can't be used.
    pub fn open(folder: &Path, trust_domain: &str, lifetimes: Lifetimes) -> Result<Self, Error> {
        let missing = |name: &str| Error::Content {
            path: folder.join(name),
            what: "is not there: run `identity init` first",
        };
        let read = |name: &str| files::read(&folder.join(name))?.ok_or_else(|| missing(name));
        let roots_pem = read("root.pem")?;
        let issuing_pem = read("issuing.pem")?;
        let key = KeyPair::from_pem(&read("issuing.key")?)?;
        let issuing = Issuer::from_ca_cert_pem(&issuing_pem, key)?;
        let secrets = Secrets::open_or_create(folder)?;
        Ok(Self {
            issuing,
            issuing_pem,
            roots_pem,
            trust_domain: trust_domain.to_owned(),
            lifetimes,
            secrets,
        })
    }

    /// Makes what `folder` lacks of root and issuing CA, then opens it. What is there stays.
    ///
    /// # Errors
    /// When a file can't be read or written, or a key is without its certificate.
    pub fn create(
        folder: &Path,
        trust_domain: &str,
        lifetimes: Lifetimes,
        now: OffsetDateTime,
    ) -> Result<Self, Error> {
        files::private_folder(folder)?;
        let (root_pem, issuing_pem) = (folder.join("root.pem"), folder.join("issuing.pem"));
        if files::read(&root_pem)?.is_none() {
            let key = KeyPair::generate()?;
            let certificate = profile::root(now)?.self_signed(&key)?;
            files::write_secret(&folder.join("root.key"), &key.serialize_pem())?;
            files::write_public(&root_pem, &certificate.pem())?;
        }
        if files::read(&issuing_pem)?.is_none() {
            let root = root(folder)?;
            let key = KeyPair::generate()?;
            let certificate = profile::issuing(now)?.signed_by(&key, &root)?;
            files::write_secret(&folder.join("issuing.key"), &key.serialize_pem())?;
            files::write_public(&issuing_pem, &certificate.pem())?;
        }
        Self::open(folder, trust_domain, lifetimes)
    }

    /// Issues a certificate for `key` that names `principal`, from `now` (system time) on.
    ///
    /// # Errors
    /// When the library or the random generator refuses.
    pub fn issue(
        &self,
        principal: Principal,
        key: &PublicKey,
        now: OffsetDateTime,
    ) -> Result<Certificate, Error> {
        let life = principal.lifetime(&self.lifetimes);
        let params = profile::leaf(&principal, &self.trust_domain, now, life)?;
        let pem = params.signed_by(key.info(), &self.issuing)?.pem();
        Ok(Certificate {
            serial: serial(&params),
            spiffe_id: principal.spiffe_id(&self.trust_domain),
            principal,
            not_before: params.not_before,
            not_after: params.not_after,
            chain: format!("{pem}{}", self.issuing_pem),
            revocation: None,
        })
    }

    /// The certificate of the issuing CA, PEM.
    pub fn issuing_pem(&self) -> &str {
        &self.issuing_pem
    }

    /// The trust domain of the SPIFFE URIs.
    pub fn trust_domain(&self) -> &str {
        &self.trust_domain
    }

    /// The trust roots, PEM.
    pub fn roots_pem(&self) -> &str {
        &self.roots_pem
    }

    /// What signs.
    pub(super) fn issuer(&self) -> &Issuer<'static, KeyPair> {
        &self.issuing
    }

    /// The secrets of tokens.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }
}

fn root(folder: &Path) -> Result<Issuer<'static, KeyPair>, Error> {
    let path = folder.join("root.key");
    let what = "is not there: only the root's key can make an issuing CA";
    let key = files::read(&path)?.ok_or(Error::Content { path, what })?;
    let certificate = files::read(&folder.join("root.pem"))?.unwrap_or_default();
    Ok(Issuer::from_ca_cert_pem(&certificate, KeyPair::from_pem(&key)?)?)
}

fn serial(params: &CertificateParams) -> String {
    let bytes = params.serial_number.as_ref().map(rcgen::SerialNumber::to_bytes).unwrap_or_default();
    policy::serial(&bytes)
}

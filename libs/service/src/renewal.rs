//! Renews a house's own certificate at two thirds of its life, for a fresh key.
//!
//! The listener and the channels read the files again by themselves. Identity renews its own leaf, and the
//! broker's is long-lived.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use channel::Channel;
use policy::Certificate;
use proto::identity::v1::RenewCertificateRequest;
use proto::identity::v1::certificate_service_client::CertificateServiceClient;
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::config::Tls;

/// How often the certificate's age is looked at, a little more or less, which also spreads the renewals.
pub(crate) const LOOK_EVERY: Duration = Duration::from_secs(600);

/// What a renewal needs.
#[derive(Debug, Clone)]
pub struct Renewal {
    /// The files to renew.
    pub tls: Tls,
    /// Trust domain of our SPIFFE URI.
    pub trust_domain: String,
    /// Identity's mTLS listener, called with the certificate that is to be renewed.
    pub channel: Channel,
}

impl Renewal {
    /// Renews the certificate if two thirds of its life are over; says how many were renewed.
    ///
    /// # Errors
    /// When identity does not answer or the files can't be written; what is there stays and is tried again.
    pub async fn renew_when_due(&self, now: OffsetDateTime) -> anyhow::Result<usize> {
        let path = &self.tls.certificate;
        let leaf = CertificateDer::from_pem_file(path).with_context(|| path.display().to_string())?;
        let current = Certificate::read(&leaf, &self.trust_domain)?;
        let life = current.not_after - current.not_before;
        if now < current.not_before + life * 2 / 3 {
            return Ok(0);
        }
        let key = KeyPair::generate()?;
        let signing_request = CertificateParams::default().serialize_request(&key)?.pem()?;
        let request = RenewCertificateRequest { request_id: Uuid::now_v7().to_string(), signing_request };
        let mut client = CertificateServiceClient::new(self.channel.clone());
        let renewed = client.renew_certificate(request).await?.into_inner();

        // The key first: whoever looks in between finds a pair that does not fit, and looks again.
        write_secret(&self.tls.key, &key.serialize_pem())?;
        write_secret(path, &renewed.chain)?;
        tracing::info!(certificate.replaced = current.serial, "our certificate was renewed");
        Ok(1)
    }
}

/// Writes a file that only we may read, and that is either the old or the new one, whole.
fn write_secret(path: &Path, text: &str) -> anyhow::Result<()> {
    let draft = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options
        .open(&draft)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .and_then(|()| std::fs::rename(&draft, path))
        .with_context(|| path.display().to_string())
}

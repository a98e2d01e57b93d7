//! The house's own certificate at its listener, read again when the file changes.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use anyhow::Context;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert, WebPkiClientVerifier};
use rustls::sign::CertifiedKey;
use rustls::{RootCertStore, ServerConfig};
use tokio_util::sync::CancellationToken;

use crate::config::Tls;

/// Far shorter than what is left of the shortest leaf when it is renewed.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// The certificate and key in force.
#[derive(Debug)]
pub(crate) struct OwnCertificate {
    certificate: PathBuf,
    key: PathBuf,
    current: RwLock<Arc<CertifiedKey>>,
}

impl OwnCertificate {
    /// Reads certificate and key.
    pub(crate) fn open(tls: &Tls) -> anyhow::Result<Arc<Self>> {
        let current = RwLock::new(Arc::new(read(&tls.certificate, &tls.key)?));
        let (certificate, key) = (tls.certificate.clone(), tls.key.clone());
        Ok(Arc::new(Self { certificate, key, current }))
    }

    /// Watches the file. A renewal writes the key first and the certificate last; a pair that does not fit
    /// together is left alone until the next look.
    pub(crate) async fn follow(self: Arc<Self>, stop: CancellationToken) -> anyhow::Result<()> {
        let mut seen = modified(&self.certificate);
        loop {
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
            let now = modified(&self.certificate);
            if now == seen {
                continue;
            }
            match read(&self.certificate, &self.key) {
                Ok(fresh) => {
                    *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
                    seen = now;
                    tracing::info!("the listener shows a new certificate");
                }
                Err(error) => {
                    tracing::warn!(error = %format!("{error:#}"), "a new certificate can't be used yet");
                }
            }
        }
    }
}

impl ResolvesServerCert for OwnCertificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// TLS 1.3 only, a client certificate of our roots required. Nothing is resumed: each connection proves its
/// certificate anew.
pub(crate) fn mutual(tls: &Tls, own: Arc<OwnCertificate>) -> anyhow::Result<Arc<ServerConfig>> {
    let pem = fs::read(&tls.roots).with_context(|| tls.roots.display().to_string())?;
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_slice_iter(&pem) {
        roots.add(root?)?;
    }
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider())
        .build()
        .with_context(|| tls.roots.display().to_string())?;
    let builder = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_client_cert_verifier(verifier);
    Ok(finish(builder.with_cert_resolver(own)))
}

/// TLS 1.3 with the server's certificate alone: identity's enrolment listener.
pub(crate) fn server_only(own: Arc<OwnCertificate>) -> anyhow::Result<Arc<ServerConfig>> {
    let builder = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth();
    Ok(finish(builder.with_cert_resolver(own)))
}

fn finish(mut config: ServerConfig) -> Arc<ServerConfig> {
    config.alpn_protocols = vec![b"h2".to_vec()];
    config.session_storage = Arc::new(rustls::server::NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Arc::new(config)
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn read(certificate: &PathBuf, key: &PathBuf) -> anyhow::Result<CertifiedKey> {
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .with_context(|| certificate.display().to_string())?;
    let key_der = PrivateKeyDer::from_pem_file(key).with_context(|| key.display().to_string())?;
    CertifiedKey::from_der(chain, key_der, &provider())
        .with_context(|| format!("{} with {}", certificate.display(), key.display()))
}

fn modified(path: &PathBuf) -> Option<SystemTime> {
    fs::metadata(path).and_then(|file| file.modified()).ok()
}

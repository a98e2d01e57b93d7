//! Renews a house's own certificate when two thirds of its life are over, for a fresh key.
//!
//! The listener, the channels and the Kafka clients follow the files by themselves. Identity renews its own
//! leaf, and the broker's is long-lived.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use channel::Channel;
use kernel::clock::SystemClock;
use policy::Certificate;
use proto::identity::v1::RenewCertificateRequest;
use proto::identity::v1::certificate_service_client::CertificateServiceClient;
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::config::Tls;

/// A file that somebody else replaced is noticed after this at the latest.
const LONGEST_WAIT: Duration = Duration::from_secs(600);
/// A wait is never shorter, so that a certificate that stays due does not keep a CPU to itself.
const SHORTEST_WAIT: Duration = Duration::from_millis(100);
/// After a failed attempt the next follows within this time.
const LONGEST_RETRY: Duration = Duration::from_secs(30);

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
    /// Renews whenever it is time, until the service stops. A failed attempt changes nothing and is followed by
    /// the next, until one succeeds or the certificate has expired; then a security administrator's token
    /// brings it back (`bianzhi cert enroll`), and this goes on with the file that it wrote.
    pub(crate) async fn run(self, stop: CancellationToken) -> Result<(), std::convert::Infallible> {
        loop {
            let now = SystemClock.now();
            let wait = match self.renew_when_due(now).await {
                Ok(_) => self.current().map_or(LONGEST_RETRY, |current| wait(&current, SystemClock.now())),
                Err(error) => {
                    tracing::error!(error = %format!("{error:#}"), "our certificate is not renewed yet");
                    self.current().map_or(LONGEST_RETRY, |current| retry(&current))
                }
            };
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Renews the certificate if its time has come; says how many were renewed.
    ///
    /// # Errors
    /// When identity does not answer or the files can't be written; what is there stays and is tried again.
    pub async fn renew_when_due(&self, now: OffsetDateTime) -> anyhow::Result<usize> {
        let current = self.current()?;
        if now < current.renewal_time() {
            return Ok(0);
        }
        let key = KeyPair::generate()?;
        let signing_request = CertificateParams::default().serialize_request(&key)?.pem()?;
        let request = RenewCertificateRequest { request_id: Uuid::now_v7().to_string(), signing_request };
        let mut client = CertificateServiceClient::new(self.channel.clone());
        let renewed = client.renew_certificate(request).await?.into_inner();

        // The key first: whoever looks in between finds a pair that does not fit, and looks again.
        write_secret(&self.tls.key, &key.serialize_pem())?;
        write_secret(&self.tls.certificate, &renewed.chain)?;
        tracing::info!(certificate.replaced = current.serial, "our certificate was renewed");
        Ok(1)
    }

    fn current(&self) -> anyhow::Result<Certificate> {
        let path = &self.tls.certificate;
        let leaf = CertificateDer::from_pem_file(path).with_context(|| path.display().to_string())?;
        Ok(Certificate::read(&leaf, &self.trust_domain)?)
    }
}

/// How long until a certificate is to be looked at again.
fn wait(current: &Certificate, now: OffsetDateTime) -> Duration {
    let left = Duration::try_from(current.renewal_time() - now).unwrap_or_default();
    left.clamp(SHORTEST_WAIT, LONGEST_WAIT)
}

/// How long until the next attempt: a few dozen fit into the third of its life that is left.
fn retry(current: &Certificate) -> Duration {
    let life = Duration::try_from(current.not_after - current.not_before).unwrap_or_default();
    (life / 100).clamp(SHORTEST_WAIT, LONGEST_RETRY)
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

#[cfg(test)]
mod tests {
    use policy::Kind;

    use super::*;

    fn certificate(life: time::Duration) -> Certificate {
        Certificate {
            kind: Kind::Mesh,
            id: "bridge".into(),
            unit_id: None,
            serial: "4A00".into(),
            not_before: OffsetDateTime::UNIX_EPOCH,
            not_after: OffsetDateTime::UNIX_EPOCH + life,
        }
    }

    #[test]
    fn a_certificate_is_looked_at_when_it_is_due_and_every_ten_minutes_until_then() {
        let (day, short) = (certificate(time::Duration::DAY), certificate(time::Duration::seconds(12)));
        let at = |seconds| OffsetDateTime::UNIX_EPOCH + time::Duration::seconds(seconds);

        assert_eq!(wait(&day, at(0)), LONGEST_WAIT);
        assert_eq!(wait(&short, at(1)), Duration::from_secs(7));
        assert_eq!(wait(&short, at(9)), SHORTEST_WAIT);
    }

    #[test]
    fn a_failed_renewal_is_tried_many_times_before_the_certificate_expires() {
        assert_eq!(retry(&certificate(time::Duration::DAY)), LONGEST_RETRY);
        assert_eq!(retry(&certificate(time::Duration::seconds(12))), Duration::from_millis(120));
    }
}

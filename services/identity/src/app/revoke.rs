//! Revokes a certificate.

use command::{Claim, Request};
use serde::{Deserialize, Serialize};

use super::{App, Error};
use crate::domain::Certificate;
use crate::store::{certificates, trust};

/// Revokes a certificate for good.
#[derive(Debug)]
pub struct Revoke {
    /// The request.
    pub request: Request,
    /// Id of the operator who asks.
    pub by: String,
    /// Serial of the certificate, upper-case hexadecimal.
    pub serial: String,
    /// Why, one sentence without personal data.
    pub reason: String,
}

#[derive(Serialize, Deserialize)]
struct Answer {
    serial: String,
}

impl App {
    /// Revokes a certificate and publishes that. One that was revoked before stays as it is.
    ///
    /// # Errors
    /// When no certificate has the serial.
    #[tracing::instrument(skip_all, fields(certificate.serial = %command.serial))]
    pub async fn revoke(&self, command: Revoke) -> Result<Certificate, Error> {
        let Revoke { request, by, serial, reason } = command;
        let now = self.system_now();
        let mut tx = self.begin().await?;
        let certificate = certificates::lock(&mut tx, &serial).await?;
        if let Claim::Answered(answer) = command::claim::<Answer>(&mut tx, &request, now).await? {
            return certificate.ok_or(Error::CertificateNotFound(answer.serial));
        }

        let certificate = certificate.ok_or_else(|| Error::CertificateNotFound(serial.clone()))?;
        let (certificate, entry) = certificate.revoke(&by, reason, now);
        let changed = entry.is_some();
        if let Some(entry) = entry {
            certificates::record_revoked(&mut tx, &certificate, &entry, self.business_clock.now()).await?;
            trust::raise(&mut tx).await?;
        }
        command::answer(&mut tx, &request.principal_id, request.id, &Answer { serial }, now).await?;
        db::commit(tx).await?;
        if changed {
            self.publish_change().await;
        }
        Ok(certificate)
    }
}

//! Makes a principal's next certificate.

use command::{Claim, Request};
use serde::{Deserialize, Serialize};

use super::{App, Error, Issued};
use crate::ca::SigningRequest;
use crate::domain::{Act, Entry};
use crate::store::{certificates, trust};

/// Issues the caller's next certificate.
#[derive(Debug)]
pub struct Renew {
    /// The request; a repeat gets the same certificate.
    pub request: Request,
    /// Serial of the certificate that asks.
    pub serial: String,
    /// PKCS#10, PEM.
    pub signing_request: String,
}

#[derive(Serialize, Deserialize)]
struct Answer {
    serial: String,
}

impl App {
    /// Issues a certificate that names the same principal as the one that asks, for another key.
    ///
    /// # Errors
    /// When the request can't be used, or the certificate that asks was revoked a moment ago.
    pub async fn renew(&self, command: Renew) -> Result<Issued, Error> {
        let Renew { request, serial, signing_request } = command;
        let now = self.system_now();
        let mut tx = self.begin().await?;
        // Locked, so that a revocation either comes before this or finds what it gave in the log.
        let current = certificates::lock(&mut tx, &serial).await?;
        let current = current.ok_or(Error::CertificateNotFound(serial))?;
        if current.revocation.is_some() {
            return Err(Error::Revoked);
        }
        if let Claim::Answered(answer) = command::claim::<Answer>(&mut tx, &request, now).await? {
            let certificate = certificates::find(&mut tx, &answer.serial).await?;
            let certificate = certificate.ok_or(Error::CertificateNotFound(answer.serial))?;
            return Ok(Issued { certificate });
        }

        let signing_request = SigningRequest::read(&signing_request)?;
        let certificate = self.authority.issue(current.principal, &signing_request.key, now)?;
        let by = certificate.principal.common_name();
        let entry = Entry { serial: certificate.serial.clone(), act: Act::Renewed, by, at: now };
        certificates::record_issued(&mut tx, &certificate, &entry, self.business_clock.now()).await?;
        let answer = Answer { serial: certificate.serial.clone() };
        command::answer(&mut tx, &request.principal_id, request.id, &answer, now).await?;
        let shown = certificate.is_in_snapshot();
        if shown {
            trust::raise(&mut tx).await?;
        }
        db::commit(tx).await?;
        if shown {
            self.publish_change().await;
        }
        Ok(Issued { certificate })
    }
}

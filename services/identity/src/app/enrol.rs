//! Makes a first certificate for a one-time token.

use time::OffsetDateTime;

use super::{App, Error};
use crate::ca::{SigningRequest, digest};
use crate::domain::{Act, Certificate, Entry, Principal, PrincipalKind, Redemption, Token};
use crate::store::{certificates, directory, tokens, trust};

/// Exchanges a token for a certificate.
pub struct Enrol {
    /// The token's secret.
    pub token: String,
    /// PKCS#10, PEM.
    pub signing_request: String,
}

/// An issued certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The certificate, with its chain.
    pub certificate: Certificate,
}

impl App {
    /// Issues the certificate that a token is for. The same token with the same signing request gets the same
    /// certificate again.
    ///
    /// # Errors
    /// When the token is unknown, used for another request or too old, or the request can't be used.
    pub async fn enrol(&self, command: Enrol) -> Result<Issued, Error> {
        let mut tx = self.begin().await?;
        let secret = digest(command.token.trim().as_bytes());
        let token = tokens::lock(&mut tx, &secret).await?.ok_or(Error::TokenInvalid)?;
        let request = SigningRequest::read(&command.signing_request)?;

        let now = self.system_now();
        if let Redemption::Repeat { serial } = token.redeem(&request.digest, now)? {
            let certificate = certificates::find(&mut tx, &serial).await?;
            return Ok(Issued { certificate: certificate.ok_or(Error::CertificateNotFound(serial))? });
        }
        let principal = enrolled(&mut tx, &token).await?;
        let certificate = self.authority.issue(principal, &request.key, now)?;
        let entry = enrolment(&certificate, token.created_by.clone(), now);
        certificates::record_issued(&mut tx, &certificate, &entry, self.business_clock.now()).await?;
        tokens::use_up(&mut tx, &token, &request.digest, &certificate.serial).await?;
        let shown = certificate.is_in_snapshot();
        if shown {
            trust::raise(&mut tx).await?;
        }
        db::commit(tx).await?;
        if shown {
            self.publish_change().await;
        }
        tracing::info!(
            principal.id = %certificate.principal.common_name(),
            certificate.serial = %certificate.serial,
            "enrolled {}", certificate.principal.common_name()
        );
        Ok(Issued { certificate })
    }
}

/// The log entry of a first certificate.
pub(super) fn enrolment(certificate: &Certificate, by: String, at: OffsetDateTime) -> Entry {
    Entry { serial: certificate.serial.clone(), act: Act::Enrolled, by, at }
}

/// The principal that a token is for, as the directory has it now.
async fn enrolled(tx: &mut db::Tx, token: &Token) -> Result<Principal, Error> {
    let id = token.principal_id.as_str();
    let principal = match token.kind {
        PrincipalKind::Mesh => Principal::service(id),
        PrincipalKind::Unit => directory::find_operator(tx, id)
            .await?
            .map(|operator| Principal::Operator { id: operator.id, unit_id: operator.unit_id }),
        PrincipalKind::Partner => {
            let generation = directory::count_enrolment(tx, id).await?;
            generation.zip(id.parse().ok()).map(|(generation, id)| Principal::Partner { id, generation })
        }
    };
    principal.ok_or_else(|| Error::PrincipalUnknown { kind: token.kind, id: id.to_owned() })
}

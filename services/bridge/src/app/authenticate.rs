//! Proves who signed a partner's message.

use std::time::Duration;

use policy::Snapshot;

use super::{App, Error};
use crate::domain::{MessageRefused, Signer};
use crate::partner::Signed;

/// How long a certificate that nobody knows yet is waited for: a snapshot is here within a second of its commit,
/// and a partner may speak as soon as it is enrolled.
const ON_ITS_WAY: Duration = Duration::from_secs(2);

impl App {
    /// Proves that a message on a topic of `partner_id` was signed by that partner, with a certificate that is
    /// good now. Nothing that the message says counts before this.
    pub async fn authenticate(&self, partner_id: &str, signed: &Signed) -> Result<Signer, Error> {
        let (signer, public_key) =
            self.signer(&signed.thumbprint).await?.ok_or(MessageRefused::SignerUnknown)?;
        if !signed.is_by(&public_key) {
            return Err(MessageRefused::Altered.into());
        }
        signer.may_speak_for(partner_id, self.system.now())?;
        Ok(signer)
    }

    /// The holder of the certificate with this thumbprint, and its public key.
    async fn signer(&self, thumbprint: &[u8]) -> Result<Option<(Signer, Vec<u8>)>, Error> {
        let mut changes = self.trust.changes();
        let known = changes.wait_for(|snapshot| {
            snapshot.as_ref().is_some_and(|snapshot| snapshot.partner_certificate(thumbprint).is_some())
        });
        if let Ok(Ok(snapshot)) = tokio::time::timeout(ON_ITS_WAY, known).await
            && let Some(snapshot) = snapshot.as_deref()
        {
            return Ok(held(snapshot, thumbprint));
        }
        self.trust.current().map(|snapshot| held(&snapshot, thumbprint)).ok_or(Error::TrustUnknown)
    }

    /// How a refused message's signer is recorded: by serial, by thumbprint where nobody here holds it, empty
    /// where the message names none.
    pub(super) fn signer_text(&self, thumbprint: Option<&[u8]>) -> String {
        let Some(thumbprint) = thumbprint else { return String::new() };
        let snapshot = self.trust.current();
        match snapshot.as_ref().and_then(|snapshot| snapshot.partner_certificate(thumbprint)) {
            Some(certificate) => certificate.serial.clone(),
            None => data_encoding::HEXUPPER.encode(thumbprint),
        }
    }
}

fn held(snapshot: &Snapshot, thumbprint: &[u8]) -> Option<(Signer, Vec<u8>)> {
    let certificate = snapshot.partner_certificate(thumbprint)?;
    let signer = Signer {
        partner_id: certificate.partner_id.clone(),
        serial: certificate.serial.clone(),
        not_before: certificate.not_before,
        not_after: certificate.not_after,
        is_revoked: snapshot.is_revoked(&certificate.serial),
    };
    Some((signer, certificate.public_key.clone()))
}

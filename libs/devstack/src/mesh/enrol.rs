//! Certificates for persons and partners, through identity's enrolment listener.

use std::fs;

use anyhow::{Context, Result};
use channel::{Channel, Endpoint, Identity};
use proto::identity::v1::certificate_service_client::CertificateServiceClient;
use proto::identity::v1::{CreateEnrolmentTokenRequest, EnrolCertificateRequest, PrincipalKind};
use rcgen::{CertificateParams, KeyPair};

use super::{Credentials, Devstack, contexts};
use crate::folder;

impl Devstack {
    /// Makes a key for each operator that has none yet, enrols it, and writes the contexts file. The
    /// operators must be in the directory: the first ones are from the start, others once it is imported.
    ///
    /// # Errors
    /// Identity refuses (UNKNOWN_PRINCIPAL), or a file cannot be written.
    pub async fn enrol_operators(&self, ids: &[&str]) -> Result<()> {
        for id in ids {
            let files = Credentials::of(id, &self.places.contexts(), self.roots());
            self.enrol(PrincipalKind::Unit, id, &files).await?;
        }
        contexts::write(&self.places, &self.proxy)
    }

    /// Makes and enrols the key of a partner's system, `<role>-<area code>`, unless it has one, and answers
    /// where it lies.
    ///
    /// # Errors
    /// As [`Devstack::enrol_operators`].
    pub async fn enrol_partner(&self, id: &str) -> Result<Credentials> {
        let home = self.places.folder.join("partners");
        fs::create_dir_all(&home).context("make the folder of the partners' keys")?;
        let files = Credentials::of(id, &home, self.roots());
        self.enrol(PrincipalKind::Partner, id, &files).await?;
        Ok(files)
    }

    async fn enrol(&self, kind: PrincipalKind, id: &str, files: &Credentials) -> Result<()> {
        if files.exist() {
            return Ok(());
        }
        let mut client = CertificateServiceClient::new(self.enrolment()?);
        let administrator_token = fs::read_to_string(self.places.trust().join("admin.token"))
            .context("read the administrator's token")?;
        let asked = CreateEnrolmentTokenRequest {
            request_id: uuid::Uuid::new_v4().to_string(),
            kind: kind.into(),
            principal_id: id.to_owned(),
            lifetime_seconds: 0,
            administrator_token: administrator_token.trim().to_owned(),
        };
        let token = client
            .create_enrolment_token(asked)
            .await
            .with_context(|| format!("ask a token for {id}"))?
            .into_inner()
            .token;

        let key = KeyPair::generate().context("make a key")?;
        // The subject is identity's to say: it stands with the token.
        let signing_request = CertificateParams::default()
            .serialize_request(&key)
            .and_then(|request| request.pem())
            .context("make a signing request")?;
        let enrolled = client
            .enrol_certificate(EnrolCertificateRequest { token, signing_request })
            .await
            .with_context(|| format!("enrol {id}"))?
            .into_inner();
        folder::write_secret(&files.key, &key.serialize_pem())?;
        fs::write(&files.certificate, enrolled.chain)
            .with_context(|| format!("write {}", files.certificate.display()))
    }

    fn enrolment(&self) -> Result<Channel> {
        let endpoint =
            Endpoint { service: "identity".to_owned(), url: format!("https://{}", self.places.enrolment) };
        channel::connect(&endpoint, &Identity::nobody(&self.roots())).context("the enrolment listener")
    }
}

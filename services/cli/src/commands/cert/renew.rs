//! `cert renew`: the next certificate for a fresh key, in the place of the one that asks.

use clap::Args;
use proto::identity::v1::RenewCertificateRequest;

use crate::answer::Answer;
use crate::ask::{ask, required};
use crate::failure::Failure;
use crate::secret::Keypair;
use crate::session::Session;

/// Arguments of `cert renew`: none; the files are those of `--as`.
#[derive(Debug, Args)]
pub struct Renew {}

impl Renew {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let pair = Keypair::generate()?;
        let message = RenewCertificateRequest {
            request_id: session.request_id(),
            signing_request: pair.signing_request()?,
        };
        let renewed = ask!(session.certificates()?, renew_certificate, message)?;
        let (key, certificate) = session.files();
        pair.keep(key, certificate, &renewed.chain)?;
        super::shown(&required(renewed.certificate, "certificate")?, session.lang)
    }
}

//! `cert enroll`: a token becomes a certificate, at the one listener that asks for none.

use std::path::PathBuf;

use channel::{Endpoint, Identity};
use clap::Args;
use proto::identity::v1::EnrolCertificateRequest;
use proto::identity::v1::certificate_service_client::CertificateServiceClient;

use crate::answer::Answer;
use crate::args::Global;
use crate::ask::{ask, required};
use crate::contexts::{self, Enrolling};
use crate::failure::Failure;
use crate::secret::{self, Keypair};

/// Arguments of `cert enroll`. What is left out comes from the contexts file and `--as`.
#[derive(Debug, Args)]
pub struct Enroll {
    /// File of the token; standard input if left out or `-`, so that it shows in no list of processes.
    #[arg(long, value_name = "FILE", default_value = "-")]
    token_file: PathBuf,
    /// Address of identity's enrolment listener, `https://host:port`.
    #[arg(long, value_name = "URL")]
    at: Option<String>,
    /// The trust roots (PEM) that identity must prove itself by.
    #[arg(long, value_name = "FILE")]
    roots: Option<PathBuf>,
    /// Where the new key is written, readable by you alone.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Where the certificate is written, with the issuing CA's.
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
}

impl Enroll {
    /// Needs no session: who enrols has no certificate yet, or one that has expired.
    pub(crate) async fn run(self, global: &Global) -> Result<Answer, Box<Failure>> {
        let known = contexts::enrolling(global.contexts.as_deref(), global.acting.as_deref())?;
        let Enrolling { url, roots, key, certificate } = known;
        let url = told(self.at.or(url), "--at")?;
        let roots = told(self.roots.or(roots), "--roots")?;
        let key_file = told(self.key.or(key), "--key")?;
        let certificate_file = told(self.certificate.or(certificate), "--certificate")?;
        let token = secret::token(&self.token_file)?;

        let endpoint = Endpoint { service: "identity".to_owned(), url };
        let channel = channel::connect(&endpoint, &Identity::nobody(&roots))
            .map_err(|error| Failure::usage(format!("无法连接:{error}"), error.to_string()))?;
        let channel = channel.traced(&channel::trace::new());
        let pair = Keypair::generate()?;
        let message = EnrolCertificateRequest { token, signing_request: pair.signing_request()? };
        // The same token with the same signing request gets the same certificate, so it can be asked again.
        let enrolled = ask!(CertificateServiceClient::new(channel), enrol_certificate, message)?;
        pair.keep(&key_file, &certificate_file, &enrolled.chain)?;
        super::shown(&required(enrolled.certificate, "certificate")?, global.lang.into())
    }
}

fn told<T>(value: Option<T>, option: &str) -> Result<T, Box<Failure>> {
    value.ok_or_else(|| {
        Failure::usage(
            format!("缺少{option},身份文件中也没有"),
            format!("{option} is missing, and the contexts file does not say it"),
        )
    })
}

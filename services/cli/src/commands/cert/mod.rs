//! `cert …`: certificates, the tokens that bring them, and what is revoked.

mod enroll;
mod list;
mod renew;
mod revocations;
mod revoke;
mod token;

use clap::Subcommand;
use codes::Label;
use proto::identity::v1::{Certificate, PrincipalKind};

use crate::answer::{Answer, label};
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, view};

/// Certificates (证书).
#[derive(Debug, Subcommand)]
pub enum Cert {
    /// List certificates, newest first; without the duty for it only your own.
    List(list::List),
    /// Revoke a certificate for good; every service refuses it within five seconds.
    Revoke(revoke::Revoke),
    /// Make a one-time token with which somebody enrols, or comes back with an expired certificate.
    Token(token::Token),
    /// Exchange a one-time token for a certificate; needs no certificate. Also brings back an expired one, a
    /// service's too: write over the files that it reads, and it goes on without a restart.
    Enroll(enroll::Enroll),
    /// Replace your own certificate, while it is valid, by the next one.
    Renew(renew::Renew),
    /// The revocation list (CRL) for programs that check our certificates by X.509 alone.
    Revocations(revocations::Revocations),
}

impl Cert {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        match self {
            Self::List(command) => command.run(session).await,
            Self::Revoke(command) => command.run(session).await,
            Self::Token(command) => command.run(session).await,
            // Done before a session is opened: see `commands::run`.
            Self::Enroll(command) => command.run(session.global()).await,
            Self::Renew(command) => command.run(session).await,
            Self::Revocations(command) => command.run(session).await,
        }
    }
}

/// Shows one certificate.
fn shown(certificate: &Certificate, lang: codes::Lang) -> Result<Answer, Box<Failure>> {
    let value = view::value("bianzhi.identity.v1.Certificate", certificate)?;
    let facts = vec![
        (label("持有者", "principal"), certificate.principal_id.clone()),
        (label("类别", "kind"), kind(certificate.kind()).in_lang(lang).to_owned()),
        (label("序列号", "serial"), certificate.serial.clone()),
        (label("有效期至", "valid to"), moment::minute(certificate.not_after_time.as_ref())),
        (label("吊销时间", "revoked"), moment::minute(certificate.revoke_time.as_ref())),
        (label("吊销原因", "why revoked"), certificate.revoke_reason.clone()),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    Ok(Answer::of(&value)?.facts(facts, lang))
}

fn kind(kind: PrincipalKind) -> Label {
    match kind {
        PrincipalKind::Unspecified => label("", ""),
        PrincipalKind::Mesh => label("服务", "service"),
        PrincipalKind::Unit => label("经办人", "operator"),
        PrincipalKind::Partner => label("部门系统", "partner"),
    }
}

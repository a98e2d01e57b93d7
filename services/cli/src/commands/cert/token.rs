//! `cert token`: the security administrator lets somebody enrol once.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use proto::identity::v1::{CreateEnrolmentTokenRequest, PrincipalKind};

use crate::answer::{Answer, label};
use crate::ask::ask;
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, secret, view};

/// Arguments of `cert token`.
#[derive(Debug, Args)]
pub struct Token {
    /// Who shall hold the certificate.
    #[arg(value_enum)]
    kind: Kind,
    /// Id of an operator of the directory, of a partner (`hr-420800`), or of a service.
    principal: String,
    /// How long the token works, seconds, 60 to 604800.
    #[arg(long, default_value_t = 86_400, value_name = "SECONDS")]
    lifetime: i32,
    /// Write the token to this file, readable by you alone, and do not show it.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

/// The kinds of principal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// A person (经办人).
    Operator,
    /// A partner department's system (职能部门系统).
    Partner,
    /// One of our services.
    Service,
}

impl Token {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let kind = match self.kind {
            Kind::Operator => PrincipalKind::Unit,
            Kind::Partner => PrincipalKind::Partner,
            Kind::Service => PrincipalKind::Mesh,
        };
        let message = CreateEnrolmentTokenRequest {
            request_id: session.request_id(),
            kind: kind.into(),
            principal_id: self.principal,
            lifetime_seconds: self.lifetime,
            administrator_token: String::new(),
        };
        let mut made = ask!(session.certificates()?, create_enrolment_token, message)?;
        if let Some(to) = &self.to {
            let token = std::mem::take(&mut made.token);
            secret::write(to, &format!("{token}\n"))?;
        }
        let value = view::value("bianzhi.identity.v1.CreateEnrolmentTokenResponse", &made)?;
        let facts = vec![
            (label("令牌", "token"), made.token),
            (label("有效期至", "works until"), moment::minute(made.expire_time.as_ref())),
        ];
        let facts = facts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        Ok(Answer::of(&value)?.facts(facts, session.lang))
    }
}

//! `cert list` and `cert whoami`: certificates and who they stand for.

use clap::{Args, Subcommand};
use codes::Lang;
use proto::identity::v1::{Certificate, GetMyselfRequest, ListCertificatesRequest, PrincipalKind};

use crate::answer::{Answer, Column, column, label, wide};
use crate::ask::{ask, pages};
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, view, wording};

/// Certificates (证书).
#[derive(Debug, Subcommand)]
pub enum Cert {
    /// List certificates, newest first; without the duty for it only your own.
    List(List),
    /// Who the mesh takes you for, and what you may do.
    Whoami,
}

/// Arguments of `cert list`.
#[derive(Debug, Args)]
pub struct List {
    /// Only this principal's.
    #[arg(long, default_value = "")]
    principal: String,
    /// At most so many.
    #[arg(long, default_value_t = 200)]
    limit: u32,
}

const COLUMNS: [Column; 7] = [
    column("principal_id", "持有者", "principal"),
    column("kind", "类别", "kind"),
    column("serial", "序列号", "serial"),
    column("not_after_time", "有效期至", "valid to"),
    column("revoke_time", "吊销时间", "revoked"),
    wide("revoke_reason", "吊销原因", "why revoked"),
    wide("spiffe_id", "SPIFFE", "SPIFFE"),
];

impl Cert {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        match self {
            Self::List(list) => list.run(session).await,
            Self::Whoami => whoami(session).await,
        }
    }
}

impl List {
    async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.certificates()?;
        let certificates = pages(self.limit, async |page| {
            let message = ListCertificatesRequest {
                page_size: page.size,
                page_token: page.token,
                principal_id: self.principal.clone(),
            };
            ask!(&client, list_certificates, message)
                .map(|answer| (answer.certificates, answer.next_page_token))
        })
        .await?;
        let value = view::values("bianzhi.identity.v1.Certificate", &certificates)?;
        let rows = certificates.iter().map(|certificate| row(certificate, session.lang)).collect();
        Ok(Answer::of(&value)?.table(&COLUMNS, rows))
    }
}

fn row(certificate: &Certificate, lang: Lang) -> Vec<String> {
    let kind = match certificate.kind() {
        PrincipalKind::Unspecified => label("", ""),
        PrincipalKind::Mesh => label("服务", "service"),
        PrincipalKind::Unit => label("经办人", "operator"),
        PrincipalKind::Partner => label("部门系统", "partner"),
    };
    vec![
        certificate.principal_id.clone(),
        kind.in_lang(lang).to_owned(),
        certificate.serial.clone(),
        moment::minute(certificate.not_after_time.as_ref()),
        moment::minute(certificate.revoke_time.as_ref()),
        certificate.revoke_reason.clone(),
        certificate.spiffe_id.clone(),
    ]
}

async fn whoami(session: &Session) -> Result<Answer, Box<Failure>> {
    let lang = session.lang;
    let myself = ask!(session.directory()?, get_myself, GetMyselfRequest {})?;
    let value = view::value("bianzhi.identity.v1.GetMyselfResponse", &myself)?;
    let operator = myself.operator.unwrap_or_default();
    let unit = myself.unit.unwrap_or_default();
    let kinds: Vec<&str> = unit.kinds.iter().map(|kind| wording::department(kind, lang)).collect();
    let facts = vec![
        (label("身份", "principal"), myself.principal_id),
        (label("姓名", "name"), operator.display_name),
        (label("单位", "unit"), format!("{} {}", unit.id, unit.name).trim().to_owned()),
        (label("单位类别", "unit is"), kinds.join(", ")),
        (label("主管部门", "department"), unit.department_id),
        (label("岗位", "desks"), operator.desks.join(", ")),
        (label("职责", "duties"), operator.duties.join(", ")),
        (label("证书序列号", "certificate"), myself.certificate_serial),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    Ok(Answer::of(&value)?.facts(facts, lang))
}

//! `cert list`: which certificates were issued, and how they stand.

use clap::Args;
use codes::{Label, Lang};
use kernel::clock::SystemClock;
use proto::identity::v1::{Certificate, ListCertificatesRequest};

use crate::answer::{Answer, Column, column, label, wide};
use crate::ask::{ask, pages};
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, view};

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

const COLUMNS: [Column; 8] = [
    column("principal_id", "持有者", "principal"),
    column("kind", "类别", "kind"),
    column("state", "状态", "state"),
    column("serial", "序列号", "serial"),
    column("not_after_time", "有效期至", "valid to"),
    wide("revoke_time", "吊销时间", "revoked"),
    wide("revoke_reason", "吊销原因", "why revoked"),
    wide("spiffe_id", "SPIFFE", "SPIFFE"),
];

impl List {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
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
        let now = SystemClock.now().unix_timestamp();
        let rows = certificates.iter().map(|certificate| row(certificate, now, session.lang)).collect();
        Ok(Answer::of(&value)?.table(&COLUMNS, rows))
    }
}

fn row(certificate: &Certificate, now: i64, lang: Lang) -> Vec<String> {
    vec![
        certificate.principal_id.clone(),
        super::kind(certificate.kind()).in_lang(lang).to_owned(),
        state(certificate, now).in_lang(lang).to_owned(),
        certificate.serial.clone(),
        moment::minute(certificate.not_after_time.as_ref()),
        moment::minute(certificate.revoke_time.as_ref()),
        certificate.revoke_reason.clone(),
        certificate.spiffe_id.clone(),
    ]
}

/// How a certificate stands at `now`, seconds since the epoch.
fn state(certificate: &Certificate, now: i64) -> Label {
    let ends = certificate.not_after_time.as_ref().map_or(0, |ends| ends.seconds);
    if certificate.revoke_time.is_some() {
        label("已吊销", "revoked")
    } else if ends < now {
        label("已过期", "expired")
    } else {
        label("有效", "valid")
    }
}

#[cfg(test)]
mod tests {
    use prost_types::Timestamp;

    use super::*;

    #[test]
    fn a_certificate_is_valid_until_it_expires_or_is_revoked() {
        let until = Certificate {
            not_after_time: Some(Timestamp { seconds: 100, nanos: 0 }),
            ..Certificate::default()
        };
        let revoked = Certificate { revoke_time: Some(Timestamp { seconds: 50, nanos: 0 }), ..until.clone() };

        let states = [(&until, 100), (&until, 101), (&revoked, 60)]
            .map(|(certificate, now)| state(certificate, now).in_lang(Lang::En));
        assert_eq!(states, ["valid", "expired", "revoked"]);
    }
}

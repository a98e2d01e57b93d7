//! `cert revocations`: the list that outsiders check our certificates against.

use std::path::PathBuf;

use clap::Args;
use proto::identity::v1::GetRevocationListRequest;

use crate::answer::{Answer, label};
use crate::ask::ask;
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, transfer, view};

/// Arguments of `cert revocations`.
#[derive(Debug, Args)]
pub struct Revocations {
    /// Write the list here (PEM), for `openssl verify -crl_check -CRLfile FILE`.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Write the issuing CA and the trust roots here (PEM), for `-CAfile`.
    #[arg(long, value_name = "FILE")]
    authorities: Option<PathBuf>,
}

impl Revocations {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let list = ask!(session.certificates()?, get_revocation_list, GetRevocationListRequest {})?;
        for (to, text) in [(&self.to, &list.revocation_list), (&self.authorities, &list.authorities)] {
            if let Some(to) = to {
                std::fs::write(to, text).map_err(|error| transfer::unwritable(to, &error))?;
            }
        }
        let value = view::value("bianzhi.identity.v1.GetRevocationListResponse", &list)?;
        let facts = vec![
            (label("生成时间", "made"), moment::minute(list.create_time.as_ref())),
            (label("有效期至", "good until"), moment::minute(list.expire_time.as_ref())),
        ];
        Ok(Answer::of(&value)?.facts(facts, session.lang))
    }
}

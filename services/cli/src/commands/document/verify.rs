//! `document verify`: authentic? current? what does it say?

use std::path::PathBuf;

use clap::Args;
use codes::Lang;
use proto::document::v1::{DocumentState, Verdict, VerifyRequest, VerifyResponse};

use super::{offline, table};
use crate::answer::{Answer, label};
use crate::ask::ask;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, view, wording};

/// Arguments of `document verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// What the scanner typed, or `-` to read it from standard input.
    payload: String,
    /// Where the paper was scanned; logged with the scan.
    #[arg(long, default_value = "")]
    place: String,
    /// Without a network: by the key list alone.
    #[arg(long, requires = "keys")]
    offline: bool,
    /// The key list that `document keys --to` wrote.
    #[arg(long, value_name = "FILE", requires = "offline")]
    keys: Option<PathBuf>,
}

impl Verify {
    /// The answer by the key list alone, when that is asked for.
    pub(super) fn offline(&self, lang: Lang) -> Option<Result<Answer, Box<Failure>>> {
        let keys = self.keys.as_ref().filter(|_| self.offline)?;
        Some(self.payload().and_then(|payload| offline::verify(&payload, keys, lang)))
    }

    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let message = VerifyRequest { payload: self.payload()?, place: self.place };
        let told = ask!(session.verification()?, verify, message)?;
        online(&told, session)
    }

    fn payload(&self) -> Result<String, Box<Failure>> {
        match self.payload.as_str() {
            "-" => crate::commands::code::from_standard_input(),
            payload => Ok(payload.to_owned()),
        }
    }
}

fn online(told: &VerifyResponse, session: &Session) -> Result<Answer, Box<Failure>> {
    let lang = session.lang;
    let mut facts = vec![
        (label("是否真实", "authentic?"), wording::authenticity(told.verdict()).in_lang(lang).to_owned()),
        (label("是否有效", "current?"), wording::document_state(told.state()).in_lang(lang).to_owned()),
        (label("变更时间", "since"), moment::minute(told.state_time.as_ref())),
    ];
    if let Some(document) = &told.document {
        let heads = table::COLUMNS.iter().filter(|column| !column.wide).map(|column| column.label);
        facts.extend(heads.zip(table::row(document, lang)));
        facts.extend(content(&document.content_json));
    }
    facts.retain(|(_, value)| !value.is_empty());
    let value = view::value("bianzhi.document.v1.VerifyResponse", told)?;
    Ok(Answer::of(&value)?.facts(facts, lang).ending(exit(told)))
}

/// The registry's own words, to be compared with the paper.
fn content(json: &str) -> Option<(codes::Label, String)> {
    let content: serde_json::Value = serde_json::from_str(json).ok()?;
    Some((label("内容(与纸面核对)", "says (compare with the paper)"), format!("{content:#}")))
}

/// Real and in force, or used as it was meant to be.
fn exit(told: &VerifyResponse) -> Exit {
    let current = match told.state() {
        DocumentState::Issued | DocumentState::Consumed => true,
        DocumentState::Unspecified
        | DocumentState::Expired
        | DocumentState::Superseded
        | DocumentState::Revoked => false,
    };
    if told.verdict() == Verdict::Authentic && current { Exit::Ok } else { Exit::VerificationFailed }
}

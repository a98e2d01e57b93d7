//! `document …`: papers, their keys, and whether one is real (文书).

mod get;
mod keys;
mod list;
mod offline;
mod table;
mod verify;

use clap::{Subcommand, ValueEnum};
use codes::Lang;
use proto::document::v1::DocumentType;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::session::Session;

/// Documents (文书).
#[derive(Debug, Subcommand)]
pub enum Document {
    /// Show a document, and save its PDF with --to.
    Get(get::Get),
    /// List the documents you may see, newest first.
    List(list::List),
    /// Is a scanned code real, in force, and what does it say? Ends with 3 if not (扫码核验).
    Verify(verify::Verify),
    /// The public keys with which papers are verified; --to writes the list for --offline.
    Keys(keys::Keys),
}

/// The types of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Paper {
    /// 准许用编通知单
    Permit,
    /// 进编通知单
    Entry,
    /// 核拨经费通知单
    Funding,
    /// 函
    Letter,
}

impl Paper {
    /// The contract's word for it.
    pub fn document_type(self) -> DocumentType {
        match self {
            Self::Permit => DocumentType::Permit,
            Self::Entry => DocumentType::Entry,
            Self::Funding => DocumentType::Funding,
            Self::Letter => DocumentType::Letter,
        }
    }
}

impl Document {
    /// The answer of a command that needs neither a contexts file nor a network.
    pub(crate) fn without_network(&self, lang: Lang) -> Option<Result<Answer, Box<Failure>>> {
        match self {
            Self::Verify(command) => command.offline(lang),
            Self::Get(_) | Self::List(_) | Self::Keys(_) => None,
        }
    }

    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        match self {
            Self::Get(command) => command.run(session).await,
            Self::List(command) => command.run(session).await,
            Self::Keys(command) => command.run(session).await,
            Self::Verify(command) => command.run(session).await,
        }
    }
}

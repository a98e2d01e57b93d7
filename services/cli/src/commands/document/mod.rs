//! `document …`: papers, their keys, and whether one is real (文书).

mod get;
mod keys;
mod list;
mod offline;
mod table;
mod verify;

use clap::{Subcommand, ValueEnum};
use proto::document::v1::DocumentType;

use crate::answer::Answer;
use crate::args::Global;
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
    pub(crate) async fn run(self, global: &Global) -> Result<Answer, Box<Failure>> {
        match self {
            Self::Get(command) => command.run(&Session::open(global)?).await,
            Self::List(command) => command.run(&Session::open(global)?).await,
            Self::Keys(command) => command.run(&Session::open(global)?).await,
            // The only one that also works without a contexts file and a network.
            Self::Verify(command) => command.run(global).await,
        }
    }
}

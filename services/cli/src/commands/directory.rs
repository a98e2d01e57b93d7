//! `directory import`: units, operators and partners, all or nothing.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use proto::identity::v1::{ImportDirectoryRequest, ImportFile};

use crate::answer::{Answer, label};
use crate::ask::ask;
use crate::failure::Failure;
use crate::session::Session;
use crate::{csv_folder, view};

/// The directory of units and operators (权限目录).
#[derive(Debug, Subcommand)]
pub enum Directory {
    /// Import units.csv, operators.csv and partners.csv from a folder.
    Import(Import),
}

/// Arguments of `directory import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The folder.
    folder: PathBuf,
}

impl Directory {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let Self::Import(Import { folder }) = self;
        let files = csv_folder::read(&folder)?;
        let files = files.into_iter().map(|(name, content)| ImportFile { name, content }).collect();
        let message = ImportDirectoryRequest { request_id: session.request_id(), files };
        let done = ask!(session.directory()?, import_directory, message)?;
        let value = view::value("bianzhi.identity.v1.ImportDirectoryResponse", &done)?;
        let facts = vec![
            (label("单位", "units"), done.unit_count.to_string()),
            (label("经办人", "operators"), done.operator_count.to_string()),
            (label("部门系统", "partners"), done.partner_count.to_string()),
            (label("信任快照版本", "trust snapshot"), done.snapshot_version.to_string()),
        ];
        Ok(Answer::of(&value)?.facts(facts, session.lang))
    }
}

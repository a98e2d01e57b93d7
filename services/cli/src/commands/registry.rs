//! `registry import`: the base data of an installation, all or nothing.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use proto::registry::v1::{ImportFile, ImportRegistryRequest};

use crate::answer::{Answer, Column, column, label};
use crate::ask::ask;
use crate::failure::Failure;
use crate::session::Session;
use crate::{csv_folder, view, wording};

/// The registry (实名制登记).
#[derive(Debug, Subcommand)]
pub enum Registry {
    /// Import institutions, decisions, persons and permits from a folder of CSV files.
    Import(Import),
}

/// Arguments of `registry import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The folder.
    folder: PathBuf,
}

const COLUMNS: [Column; 5] = [
    column("institution_id", "单位", "unit"),
    column("bucket", "编制", "quota"),
    column("approved", "核定", "approved"),
    column("occupied", "实有", "occupied"),
    column("reserved", "预占", "reserved"),
];

impl Registry {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let Self::Import(Import { folder }) = self;
        let files = csv_folder::read(&folder)?;
        let files = files.into_iter().map(|(name, content)| ImportFile { name, content }).collect();
        let message = ImportRegistryRequest { request_id: session.request_id(), files };
        let done = ask!(session.imports()?, import_registry, message)?;
        let value = view::value("bianzhi.registry.v1.ImportRegistryResponse", &done)?;
        let facts = vec![
            (label("机构", "institutions"), done.institution_count.to_string()),
            (label("编制决定", "decisions"), done.decision_count.to_string()),
            (label("在编人员", "persons"), done.person_count.to_string()),
            (label("准许用编", "permits"), done.permit_count.to_string()),
        ];
        let rows = done.buckets.iter().map(|imported| {
            vec![
                imported.bucket.as_ref().map(|bucket| bucket.institution_id.clone()).unwrap_or_default(),
                wording::bucket(imported.bucket.as_ref(), session.lang),
                imported.approved.to_string(),
                imported.occupied.to_string(),
                imported.reserved.to_string(),
            ]
        });
        Ok(Answer::of(&value)?.facts(facts, session.lang).table(&COLUMNS, rows.collect()))
    }
}

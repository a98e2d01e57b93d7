//! `document get`.

use std::path::PathBuf;

use clap::Args;
use proto::document::v1::{DownloadDocumentRequest, GetDocumentRequest};

use super::table;
use crate::answer::{Answer, Section, Table};
use crate::ask::{ask, required};
use crate::failure::Failure;
use crate::session::Session;
use crate::{transfer, view};

/// Arguments of `document get`.
#[derive(Debug, Args)]
pub struct Get {
    /// Number (文号) or id.
    document: String,
    /// Save the PDF here.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

impl Get {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let message = GetDocumentRequest { document: self.document };
        let document = required(ask!(session.documents()?, get_document, message)?.document, "document")?;
        let shown = Answer::of(&view::value(table::DOCUMENT, &document)?)?
            .table(&table::COLUMNS, vec![table::row(&document, session.lang)]);
        let Some(to) = self.to else {
            return Ok(shown);
        };
        let message = DownloadDocumentRequest { document: document.id };
        let stream = session.documents()?.download_document(message).await?.into_inner();
        let size_bytes = transfer::save(stream, |part| part.chunk, &to).await?;
        let line = format!("{} ({size_bytes} bytes)", to.display());
        Ok(shown.section(Section { lines: vec![line], table: Table::default() }))
    }
}

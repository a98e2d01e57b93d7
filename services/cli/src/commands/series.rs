//! `series open`: a series of document numbers (文号), once, with an explained opening row.

use clap::{Args, Subcommand};
use proto::document::v1::OpenSeriesRequest;

use crate::answer::{Answer, label};
use crate::ask::ask;
use crate::commands::document::Paper;
use crate::failure::Failure;
use crate::session::Session;
use crate::view;

/// Series of document numbers (文号).
#[derive(Debug, Subcommand)]
pub enum Series {
    /// Open a series before its first number.
    Open(Open),
}

/// Arguments of `series open`.
#[derive(Debug, Args)]
pub struct Open {
    /// Jurisdiction id, e.g. jingmen.
    #[arg(long)]
    jurisdiction: String,
    /// Type of paper.
    #[arg(long = "type", value_enum)]
    paper: Paper,
    /// Prefix (代字), e.g. 荆编用.
    #[arg(long)]
    prefix: String,
    /// Year, four digits.
    #[arg(long)]
    year: i32,
    /// The last number used before; 0 for none.
    #[arg(long = "last", default_value_t = 0, value_name = "NUMBER")]
    last_number: i32,
    /// Why it opens there.
    #[arg(long)]
    explanation: String,
}

impl Series {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let Self::Open(open) = self;
        let message = OpenSeriesRequest {
            request_id: session.request_id(),
            jurisdiction_id: open.jurisdiction,
            r#type: open.paper.document_type().into(),
            prefix: open.prefix,
            year: open.year,
            last_number: open.last_number,
            explanation: open.explanation,
        };
        let opened = ask!(session.documents()?, open_series, message)?;
        let value = view::value("bianzhi.document.v1.OpenSeriesResponse", &opened)?;
        Ok(Answer::of(&value)?
            .facts(vec![(label("下一文号", "next number"), opened.next_doc_no)], session.lang))
    }
}

//! `document list`.

use clap::Args;
use proto::document::v1::ListDocumentsRequest;

use super::table;
use crate::answer::Answer;
use crate::ask::{ask, pages};
use crate::failure::Failure;
use crate::session::Session;
use crate::view;

/// Arguments of `document list`.
#[derive(Debug, Args)]
pub struct List {
    /// Only this case's.
    #[arg(long, default_value = "")]
    case: String,
    /// At most so many.
    #[arg(long, default_value_t = 200)]
    limit: u32,
}

impl List {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.documents()?;
        let documents = pages(self.limit, async |page| {
            let message = ListDocumentsRequest {
                page_size: page.size,
                page_token: page.token,
                case_id: self.case.clone(),
            };
            ask!(&client, list_documents, message).map(|answer| (answer.documents, answer.next_page_token))
        })
        .await?;
        let rows = documents.iter().map(|document| table::row(document, session.lang)).collect();
        Ok(Answer::of(&view::values(table::DOCUMENT, &documents)?)?.table(&table::COLUMNS, rows))
    }
}

//! Lists the papers that a caller may see.

use super::{App, Caller, Error};
use crate::{
    domain::{Document, DocumentId, ReaderKind},
    store::documents,
};

/// Lists the documents that the caller may see, newest first.
#[derive(Debug)]
pub struct ListDocuments {
    /// Only this case's.
    pub case_id: Option<String>,
    /// Those issued before this one.
    pub after: Option<DocumentId>,
    /// At most so many.
    pub limit: i64,
}

impl App {
    /// The caller's documents, stable while others are issued.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn list_documents(
        &self,
        query: ListDocuments,
        caller: &Caller,
    ) -> Result<Vec<Document>, Error> {
        let ListDocuments { case_id, after, limit } = query;
        let mut connection = self.pool.acquire().await.map_err(db::Error::from)?;
        Ok(documents::list(&mut connection, &filter(case_id, caller), after, limit).await?)
    }
}

fn filter(case_id: Option<String>, caller: &Caller) -> documents::Filter {
    let reader = &caller.reader;
    let kinds = if reader.is(ReaderKind::Office) {
        crate::domain::PaperKind::ALL.to_vec()
    } else {
        reader.addressed_kinds()
    };
    documents::Filter {
        all: reader.is(ReaderKind::Service),
        unit_id: reader.unit_id.clone(),
        jurisdiction_id: reader.jurisdiction_id.clone(),
        kinds,
        case_id,
    }
}

//! Lists the papers that a caller may see.

use seal::Digest;

use super::{App, Caller, Error};
use crate::{
    domain::{Document, DocumentId, ReaderKind},
    store::documents,
};

/// Lists the documents that the caller may see, newest first.
#[derive(Debug)]
pub struct ListDocuments {
    pub case_id: Option<String>,
    /// At most so many.
    pub page_size: usize,
    /// Token of an earlier page; empty for the first.
    pub page_token: String,
}

/// A page of documents.
#[derive(Debug)]
pub struct Page {
    pub documents: Vec<Document>,
    /// Empty on the last page.
    pub next_page_token: String,
}

impl App {
    /// A page of the caller's documents, stable while others are issued.
    ///
    /// # Errors
    /// A token of another list or another caller.
    pub async fn list_documents(&self, query: ListDocuments, caller: &Caller) -> Result<Page, Error> {
        let binding = binding(&query, caller);
        let last = read_token(&query.page_token, &binding)?;
        // One more than the page shows that there is a next one.
        let limit = i64::try_from(query.page_size.saturating_add(1)).unwrap_or(i64::MAX);

        let mut connection = self.pool.acquire().await.map_err(db::Error::from)?;
        let filter = filter(query.case_id, caller);
        let mut documents = documents::list(&mut connection, &filter, last, limit).await?;
        let more = documents.len() > query.page_size;
        documents.truncate(query.page_size);
        let next_page_token = match documents.last() {
            Some(last) if more => format!("{}.{binding}", last.id),
            _ => String::new(),
        };
        Ok(Page { documents, next_page_token })
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

/// What a token is bound to: the caller and the filter.
fn binding(query: &ListDocuments, caller: &Caller) -> String {
    let bound = format!("{}\n{}", caller.principal_id, query.case_id.as_deref().unwrap_or_default());
    Digest::of(bound).to_string().chars().take(16).collect()
}

fn read_token(token: &str, binding: &str) -> Result<Option<DocumentId>, Error> {
    if token.is_empty() {
        return Ok(None);
    }
    match token.split_once('.') {
        Some((id, bound)) if bound == binding => id.parse().map(Some).map_err(|_| Error::PageToken),
        _ => Err(Error::PageToken),
    }
}

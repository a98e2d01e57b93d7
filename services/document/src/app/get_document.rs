//! Shows one paper.

use super::{App, Caller, Error};
use crate::{domain::Document, store::documents};

impl App {
    /// A document by id or number, its words as far as the caller may read them.
    ///
    /// # Errors
    /// No such document, or none that the caller may see.
    pub async fn get_document(&self, name: &str, caller: &Caller) -> Result<Document, Error> {
        let document = self.visible(name, caller).await?;
        let canonical = caller
            .reader
            .audience(&document)
            .view(&document.canonical)
            .map_err(|error| Error::Words(error.into()))?;
        Ok(Document { canonical, ..document })
    }

    /// A document that the caller may see.
    pub(super) async fn visible(&self, name: &str, caller: &Caller) -> Result<Document, Error> {
        let mut connection = self.pool.acquire().await.map_err(db::Error::from)?;
        let document = documents::find(&mut connection, name).await?;
        document.filter(|document| caller.reader.may_see(document)).ok_or(Error::DocumentNotFound)
    }
}

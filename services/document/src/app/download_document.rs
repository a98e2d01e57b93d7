//! Sends a paper's printed copy.

use blob::ContentId;
use bytes::Bytes;
use futures::stream::BoxStream;

use super::{App, Caller, Error};
use crate::store::renderings;

/// The bytes of a printed copy, as they come.
pub type Download = BoxStream<'static, Result<Bytes, blob::Error>>;

impl App {
    /// The PDF of the copy that is the caller's.
    ///
    /// # Errors
    /// No document that the caller may see, or a copy that is still being made.
    pub async fn download_document(&self, name: &str, caller: &Caller) -> Result<Download, Error> {
        let document = self.visible(name, caller).await?;
        let copy = caller.reader.copy(&document).ok_or(Error::DocumentNotFound)?;
        let mut connection = self.pool.acquire().await.map_err(db::Error::from)?;
        let sha256 = renderings::sha256(&mut connection, document.id, copy).await?;
        drop(connection);
        let sha256 = sha256.ok_or(Error::RenderingPending(document.doc_no))?;
        Ok(self.files.get(&ContentId::from_digest(sha256)).await?)
    }
}

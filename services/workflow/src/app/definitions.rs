//! Looking at item definitions.

use kernel::error::Kind;

use super::{App, Error, Publication};
use crate::store::definitions;

impl App {
    /// One version of an item; 0 means the current one.
    ///
    /// # Errors
    /// DEFINITION_NOT_FOUND.
    pub async fn get_definition(&self, item: &str, version: i32) -> Result<Publication, Error> {
        let mut connection = self.connection().await?;
        let found = match version {
            0 => definitions::current(&mut connection, item).await?,
            version => definitions::version(&mut connection, item, version).await?,
        };
        found.ok_or_else(|| {
            let (zh, en) = ("没有该事项定义", "there is no such definition");
            Error::refused(Kind::NotFound, "DEFINITION_NOT_FOUND", zh, en)
        })
    }

    /// The current version of at most `limit` items, those whose key comes after `after`.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn list_definitions(&self, after: &str, limit: i64) -> Result<Vec<Publication>, Error> {
        let mut connection = self.connection().await?;
        Ok(definitions::list_current(&mut connection, after, limit).await?)
    }
}

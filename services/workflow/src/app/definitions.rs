//! Looking at item definitions.

use kernel::error::Kind;

use super::page::token;
use super::{App, Error, PageAsked, Publication};
use crate::store::definitions;

const USUAL: i32 = 50;

/// A page of current definitions, by item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionPage {
    /// The definitions.
    pub definitions: Vec<Publication>,
    /// Token of the next page; empty on the last.
    pub next: String,
}

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

    /// The current version of every item.
    ///
    /// # Errors
    /// PAGE_TOKEN_INVALID.
    pub async fn list_definitions(
        &self,
        caller: &policy::Principal,
        page: PageAsked,
    ) -> Result<DefinitionPage, Error> {
        let bound_to = format!("definitions/{}", caller.id);
        let after = page.cursor(&bound_to)?.unwrap_or_default();
        let limit = page.limit(USUAL);
        let mut connection = self.connection().await?;
        let mut found = definitions::list_current(&mut connection, &after, limit + 1).await?;
        let is_last = i64::try_from(found.len()).unwrap_or(i64::MAX) <= limit;
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = match found.last().filter(|_| !is_last) {
            Some(last) => token(&bound_to, &last.item),
            None => String::new(),
        };
        Ok(DefinitionPage { definitions: found, next })
    }
}

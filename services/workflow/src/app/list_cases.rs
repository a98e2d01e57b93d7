//! Listing the cases that a caller may see.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::page::token;
use super::people::scope;
use super::{App, CaseSnapshot, CaseView, Error, PageAsked};
use crate::store::cases;
use crate::store::listing::{self, Filter, Position};

const USUAL: i32 = 50;

/// Which cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListCases {
    /// Page.
    pub page: PageAsked,
    /// Only in this state.
    pub state: Option<String>,
    /// Only this item.
    pub item: Option<String>,
    /// Only those that the caller's own desk or unit holds.
    pub mine: bool,
}

/// A page of cases, newest first.
#[derive(Debug, Clone)]
pub struct CasePage {
    /// The cases; their materials are left out.
    pub cases: Vec<CaseView>,
    /// Token of the next page; empty on the last.
    pub next: String,
}

impl App {
    /// Lists cases, newest first.
    ///
    /// # Errors
    /// PAGE_TOKEN_INVALID.
    pub async fn list_cases(
        &self,
        caller: &policy::Principal,
        command: ListCases,
    ) -> Result<CasePage, Error> {
        let ListCases { page, state, item, mine } = command;
        let bound_to = format!("cases/{}/{state:?}/{item:?}/{mine}", caller.id);
        let after = page.cursor(&bound_to)?.map(|cursor| position(&cursor)).transpose()?;
        let limit = page.limit(USUAL);
        let filter = Filter { state, item, mine };
        let mut connection = self.connection().await?;
        let found =
            listing::page(&mut connection, &scope(caller), &filter, after.as_ref(), limit + 1).await?;
        let is_last = found.len() <= usize::try_from(limit).unwrap_or(usize::MAX);
        let shown: Vec<&Position> = found.iter().take(usize::try_from(limit).unwrap_or(usize::MAX)).collect();
        let next = match shown.last().filter(|_| !is_last) {
            Some(last) => token(&bound_to, &cursor(last)?),
            None => String::new(),
        };
        let ids: Vec<String> = shown.iter().map(|position| position.case_id.clone()).collect();
        let loaded = cases::find_all(&mut connection, &self.0.vault, &ids).await?;
        drop(connection);
        let mut views = Vec::with_capacity(loaded.len());
        for case in loaded {
            views.push(self.view(caller, CaseSnapshot { case, materials: Vec::new() }).await?);
        }
        Ok(CasePage { cases: views, next })
    }
}

fn cursor(position: &Position) -> Result<String, Error> {
    let at = position.created_at.format(&Rfc3339).map_err(Error::stored)?;
    Ok(format!("{at} {}", position.case_id))
}

fn position(cursor: &str) -> Result<Position, Error> {
    let (at, case_id) = cursor.split_once(' ').unwrap_or_default();
    let created_at = OffsetDateTime::parse(at, &Rfc3339).map_err(Error::stored)?;
    Ok(Position { created_at, case_id: case_id.to_owned() })
}

//! Listing the cases that a caller may see.

use time::OffsetDateTime;

use super::people::scope;
use super::{App, CaseSnapshot, CaseView, Error};
use crate::store::cases;
use crate::store::listing::{self, Filter, Position};

/// Which cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListCases {
    /// Only in this state.
    pub state: Option<String>,
    /// Only this item.
    pub item: Option<String>,
    /// Only those that the caller's own desk or unit holds.
    pub mine: bool,
    /// Only those drafted before this one: when, and its number.
    pub before: Option<(OffsetDateTime, String)>,
    /// At most so many.
    pub limit: i64,
}

impl App {
    /// Lists cases, newest first; their materials are left out.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn list_cases(
        &self,
        caller: &policy::Principal,
        command: ListCases,
    ) -> Result<Vec<CaseView>, Error> {
        let ListCases { state, item, mine, before, limit } = command;
        let before = before.map(|(created_at, case_id)| Position { created_at, case_id });
        let filter = Filter { state, item, mine };
        let mut connection = self.connection().await?;
        let found = listing::page(&mut connection, &scope(caller), &filter, before.as_ref(), limit).await?;
        let ids: Vec<String> = found.into_iter().map(|position| position.case_id).collect();
        let loaded = cases::find_all(&mut connection, &self.0.vault, &ids).await?;
        drop(connection);
        let mut views = Vec::with_capacity(loaded.len());
        for case in loaded {
            views.push(self.view(caller, CaseSnapshot { case, materials: Vec::new() }).await?);
        }
        Ok(views)
    }
}

//! What happened to a case.

use super::page::token;
use super::{App, Error, PageAsked, TimelineEntry};
use crate::store::timeline;

const USUAL: i32 = 1000;

/// A page of a timeline, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelinePage {
    /// The entries.
    pub entries: Vec<TimelineEntry>,
    /// Token of the next page; empty on the last.
    pub next: String,
}

impl App {
    /// Lists a case's timeline.
    ///
    /// # Errors
    /// CASE_NOT_FOUND, PAGE_TOKEN_INVALID.
    pub async fn timeline(
        &self,
        caller: &policy::Principal,
        case_id: &str,
        page: PageAsked,
    ) -> Result<TimelinePage, Error> {
        let case = self.look_up(caller, case_id).await?;
        let bound_to = format!("timeline/{}/{}", caller.id, case.id);
        let after = page.cursor(&bound_to)?.and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
        let limit = page.limit(USUAL);
        let mut connection = self.connection().await?;
        let mut entries = timeline::list(&mut connection, &case.id, after, limit + 1).await?;
        let is_last = i64::try_from(entries.len()).unwrap_or(i64::MAX) <= limit;
        entries.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = match entries.last().filter(|_| !is_last) {
            Some(last) => token(&bound_to, &last.sequence.to_string()),
            None => String::new(),
        };
        Ok(TimelinePage { entries, next })
    }
}

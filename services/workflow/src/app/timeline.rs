//! What happened to a case.

use super::{App, Error, TimelineEntry};
use crate::store::timeline;

impl App {
    /// A case's timeline, oldest first: at most `limit` entries, those after number `after`.
    ///
    /// # Errors
    /// CASE_NOT_FOUND.
    pub async fn timeline(
        &self,
        caller: &policy::Principal,
        case_id: &str,
        after: i32,
        limit: i64,
    ) -> Result<Vec<TimelineEntry>, Error> {
        let case = self.look_up(caller, case_id).await?;
        let mut connection = self.connection().await?;
        Ok(timeline::list(&mut connection, &case.id, after, limit).await?)
    }
}

//! Lists the reviews in which a department is asked.

use uuid::Uuid;

use super::{App, Error};
use crate::domain::Review;
use crate::store::reviews;

/// Which reviews are asked for.
#[derive(Debug)]
pub struct ReviewQuery {
    /// The department's unit.
    pub unit_id: String,
    /// Only those that it has not answered.
    pub pending: bool,
    /// Where the page before ended.
    pub before: Option<Uuid>,
    /// At most this many.
    pub limit: i64,
}

impl App {
    /// Reviews in which the unit is asked, newest first.
    pub async fn list_reviews(&self, query: &ReviewQuery) -> Result<Vec<Review>, Error> {
        let mut tx = db::begin(&self.pool).await?;
        Ok(reviews::asked_of(&mut tx, &query.unit_id, query.pending, query.before, query.limit).await?)
    }
}

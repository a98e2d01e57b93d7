//! Ends a review once nobody required is silent.

use uuid::Uuid;

use super::{App, Error};
use crate::domain::joined;
use crate::store::reviews;

impl App {
    /// Ends a review in which nobody required is silent any more, and tells it. Nothing to join is no error.
    pub(super) async fn join_review(&self, review_id: Uuid) -> Result<bool, Error> {
        let mut tx = db::begin(&self.pool).await?;
        let Some(review) = reviews::get(&mut tx, review_id).await? else { return Ok(false) };
        let Some(state) = joined(&review.opinions) else { return Ok(false) };
        let ended = reviews::end(&mut tx, &review, state, self.clock.now()).await?;
        db::commit(tx).await?;
        Ok(ended)
    }

    /// Joins what a crash between an opinion and its join left behind; how many there were.
    pub async fn join_left_behind(&self) -> Result<usize, Error> {
        let mut tx = db::begin(&self.pool).await?;
        let ready = reviews::ready_to_join(&mut tx, 100).await?;
        drop(tx);
        let mut joined = 0;
        for review_id in ready {
            joined += usize::from(self.join_review(review_id).await?);
        }
        Ok(joined)
    }
}

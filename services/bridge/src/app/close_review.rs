//! A case leaves its review: nobody is asked any more.

use command::Claim;

use super::{App, Error};
use crate::domain::{Review, ReviewState};
use crate::store::reviews;

/// Closes the review of a case version that left review.
#[derive(Debug)]
pub struct CloseReview {
    /// As workflow named it.
    pub request: command::Request,
    /// The case.
    pub case_id: String,
    /// Its version.
    pub case_version: i32,
}

impl App {
    /// `None` when there never was a review.
    #[tracing::instrument(skip_all, fields(case.id = %command.case_id))]
    pub async fn close_review(&self, command: CloseReview) -> Result<Option<Review>, Error> {
        let mut tx = db::begin(&self.pool).await?;
        if let Claim::Answered(answer) = command::claim(&mut tx, &command.request, self.system.now()).await? {
            return Ok(answer);
        }
        let mut review = reviews::of_case(&mut tx, &command.case_id, Some(command.case_version)).await?;
        if let Some(review) = &mut review {
            reviews::close(&mut tx, review, self.clock.now()).await?;
            review.state = ReviewState::Closed;
        }
        let request = &command.request;
        command::answer(&mut tx, &request.principal_id, request.id, &review, self.system.now()).await?;
        db::commit(tx).await?;
        Ok(review)
    }
}

//! The review desk passes a case on.

use super::opening::Opening;
use super::{Answer, App, Call, Error, Target};
use crate::domain::CaseError;

impl App {
    /// Reviews. Where opinions are outstanding it asks bridge first, since the projection may be behind.
    ///
    /// # Errors
    /// As [`App::accept_case`]; OPINIONS_OUTSTANDING, OPINION_DISAGREES.
    #[tracing::instrument(skip_all, fields(case.id = %target.case_id))]
    pub async fn review_case(&self, call: Call, mut target: Target, basis: String) -> Result<Answer, Error> {
        let is_subject = self.is_subject_of(&call, &target).await?;
        match self.review_once(&call, &target, &basis, is_subject).await {
            Err(Error::Case(CaseError::OpinionsOutstanding(findings))) => {
                let Some(etag) = self.catch_up(&call, &target).await? else {
                    return Err(CaseError::OpinionsOutstanding(findings).into());
                };
                // What the caller saw and what bridge knew by then differ by the opinions alone.
                target.etag = etag;
                self.review_once(&call, &target, &basis, is_subject).await
            }
            other => other,
        }
    }

    async fn review_once(
        &self,
        call: &Call,
        target: &Target,
        basis: &str,
        is_subject: bool,
    ) -> Result<Answer, Error> {
        let opened = match self.open(call, target).await? {
            Opening::Answered(answer) => return Ok(*answer),
            Opening::Case(opened) => opened,
        };
        let officer = Self::officer(call, is_subject)?;
        let turn = opened.case.clone().review(&officer, &opened.definition, basis, opened.now)?;
        self.conclude(*opened, call, turn).await
    }
}

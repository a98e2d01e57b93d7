//! Looking at one case.

use super::people::sight;
use super::{App, Call, CaseView, Error, Target};
use crate::domain::{Case, CaseId};
use crate::store::cases;

impl App {
    /// One case as the caller sees it.
    ///
    /// # Errors
    /// CASE_NOT_FOUND.
    pub async fn get_case(&self, caller: &policy::Principal, case_id: &str) -> Result<CaseView, Error> {
        let case = self.look_up(caller, case_id).await?;
        let mut connection = self.connection().await?;
        let snapshot = Self::snapshot(&mut connection, case).await?;
        drop(connection);
        self.view(caller, snapshot).await
    }

    /// A case that the caller may see, without a lock.
    pub(super) async fn look_up(&self, caller: &policy::Principal, case_id: &str) -> Result<Case, Error> {
        let not_found = || Error::CaseNotFound(case_id.chars().take(32).collect());
        let id: CaseId = case_id.parse().map_err(|_| not_found())?;
        let mut connection = self.connection().await?;
        let case = cases::find(&mut connection, &self.0.vault, &id).await?.ok_or_else(not_found)?;
        sight(caller, &case).ok_or_else(not_found)?;
        Ok(case)
    }

    /// Whether the case is about the caller's own record. Asked before the transaction, since the registry is.
    pub(super) async fn is_subject_of(&self, call: &Call, target: &Target) -> Result<bool, Error> {
        let case = self.look_up(&call.caller, &target.case_id).await?;
        self.is_subject(call, &case.form).await
    }
}

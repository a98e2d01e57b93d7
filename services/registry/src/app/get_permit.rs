//! Shows and lists permits.

use super::{App, Error};
use crate::domain::ids::{InstitutionId, PermitId, PermitRef};
use crate::domain::permit::Permit;
use crate::domain::visibility::Scope;
use crate::store::{permits, view};

/// Somebody asks for a page of permits.
#[derive(Debug, Clone)]
pub struct ListPermits {
    /// Of this institution; of all in view if none is given.
    pub institution_id: Option<InstitutionId>,
    /// Those older than this one.
    pub before: Option<PermitId>,
    /// At most so many.
    pub limit: i64,
    /// What the asker may see.
    pub scope: Scope,
}

impl App {
    /// One permit by id or document number.
    ///
    /// # Errors
    /// [`Error::PermitNotFound`].
    pub async fn get_permit(&self, cited: &PermitRef, scope: &Scope) -> Result<Permit, Error> {
        let mut tx = self.begin().await?;
        let view = view::of(&mut tx, scope, self.today()).await?;
        permits::find(&mut tx, cited, &view).await?.ok_or(Error::PermitNotFound)
    }

    /// Permits that the asker may see, newest first.
    ///
    /// # Errors
    /// Only when the database says so.
    pub async fn list_permits(&self, query: &ListPermits) -> Result<Vec<Permit>, Error> {
        let mut tx = self.begin().await?;
        let view = view::of(&mut tx, &query.scope, self.today()).await?;
        let institution = query.institution_id.as_ref();
        Ok(permits::list(&mut tx, &view, institution, query.before, query.limit).await?)
    }
}

//! Shows and lists institutions with their balances.

use super::{App, Error, balances};
use crate::domain::balance::Balance;
use crate::domain::ids::InstitutionId;
use crate::domain::institution::Institution;
use crate::domain::visibility::Scope;
use crate::store::{buckets, institutions, ledger, view};

/// An institution with its buckets' figures of today.
#[derive(Debug, Clone)]
pub struct InstitutionWithBalances {
    /// The institution.
    pub institution: Institution,
    /// Its buckets.
    pub balances: Vec<Balance>,
}

/// Where a page of institutions starts, and how long it is.
#[derive(Debug, Clone)]
pub struct InstitutionPage {
    /// After this id; empty for the first page.
    pub after: String,
    /// At most so many.
    pub limit: i64,
}

impl App {
    /// One institution with its divisions and the figures of today.
    ///
    /// # Errors
    /// [`Error::InstitutionNotFound`].
    pub async fn get_institution(
        &self,
        id: &InstitutionId,
        scope: &Scope,
    ) -> Result<InstitutionWithBalances, Error> {
        let today = self.today();
        let mut tx = self.begin().await?;
        let view = view::of(&mut tx, scope, today).await?;
        let institution = institutions::find(&mut tx, id, &view).await?.ok_or(Error::InstitutionNotFound)?;
        let rows = buckets::of_institution(&mut tx, id).await?;
        drop(tx);

        let mut figures = Vec::with_capacity(rows.len());
        for row in rows {
            self.expire_if_due(&row.bucket, today).await?;
            let mut tx = self.begin().await?;
            let row = buckets::find(&mut tx, &row.bucket).await?.ok_or(Error::BucketNotFound)?;
            let book = ledger::book(&mut tx, row.id, row.bucket, Some(row.known_until)).await?;
            figures.push(balances::read(&mut tx, &book, today, row.known_until).await?);
        }
        Ok(InstitutionWithBalances { institution, balances: figures })
    }

    /// Institutions that the asker may see, by id.
    ///
    /// # Errors
    /// Only when the database says so.
    pub async fn list_institutions(
        &self,
        page: &InstitutionPage,
        scope: &Scope,
    ) -> Result<Vec<Institution>, Error> {
        let mut tx = self.begin().await?;
        let view = view::of(&mut tx, scope, self.today()).await?;
        Ok(institutions::list(&mut tx, &view, &page.after, page.limit).await?)
    }
}

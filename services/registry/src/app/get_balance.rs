//! Shows a bucket's balance on a date, as known at a time.

use time::{Date, OffsetDateTime};

use super::{App, Error, balances};
use crate::domain::balance::Balance;
use crate::domain::bucket::Bucket;
use crate::domain::visibility::Scope;
use crate::store::{buckets, institutions, ledger, permits, view};

/// Somebody asks for a bucket's figures.
#[derive(Debug, Clone)]
pub struct GetBalance {
    /// The bucket.
    pub bucket: Bucket,
    /// The business date; today if none is given.
    pub as_of: Option<Date>,
    /// The record time; everything known if none is given.
    pub known_at: Option<OffsetDateTime>,
    /// What the asker may see.
    pub scope: Scope,
}

impl App {
    /// A bucket on a business date, as it was known at a record time. The same question with the record time of
    /// the answer has the same answer for ever (docs/decisions/0021).
    ///
    /// # Errors
    /// [`Error::InstitutionNotFound`] and [`Error::BucketNotFound`].
    pub async fn get_balance(&self, query: GetBalance) -> Result<Balance, Error> {
        let GetBalance { bucket, as_of, known_at, scope } = query;
        let today = self.today();
        self.see(&bucket, &scope, today).await?;
        if known_at.is_none() {
            self.expire_if_due(&bucket, today).await?;
        }
        let mut tx = self.begin().await?;
        let row = buckets::find(&mut tx, &bucket).await?.ok_or(Error::BucketNotFound)?;
        // What is known "now" is what the last record says; asking beyond it makes that a promise.
        let known_at =
            known_at.unwrap_or(row.known_until).min(self.business_clock.now().max(row.known_until));
        if known_at > row.known_until {
            buckets::promise(&mut tx, row.id, known_at).await?;
        }
        let book = ledger::book(&mut tx, row.id, bucket, Some(known_at)).await?;
        let balance = balances::read(&mut tx, &book, as_of.unwrap_or(today), known_at).await?;
        db::commit(tx).await?;
        Ok(balance)
    }

    async fn see(&self, bucket: &Bucket, scope: &Scope, today: Date) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let view = view::of(&mut tx, scope, today).await?;
        let seen = institutions::find(&mut tx, &bucket.institution_id, &view).await?;
        seen.map(|_| ()).ok_or(Error::InstitutionNotFound)
    }

    /// Figures of today must not show seats that went back at midnight, however late the worker is.
    pub(super) async fn expire_if_due(&self, bucket: &Bucket, today: Date) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        if permits::is_due(&mut tx, bucket, today).await? {
            self.open(&mut tx, std::slice::from_ref(bucket)).await?;
            db::commit(tx).await?;
        }
        Ok(())
    }
}

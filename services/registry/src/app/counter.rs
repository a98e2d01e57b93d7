//! Buckets opened for a command: locked, what is due done, the rest known.

use std::collections::BTreeMap;

use kernel::clock::local_date;
use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use super::{App, Error};
use crate::domain::bucket::Bucket;
use crate::domain::desk::{Desk, Expired};
use crate::domain::fact::Fact;
use crate::domain::ledger::Transaction;
use crate::store::{self, buckets, ledger, permits};

/// Buckets that a command decides about.
pub(super) struct Counter {
    /// The business date.
    pub(super) today: Date,
    /// Record time of everything that the command writes about these buckets.
    pub(super) record_time: OffsetDateTime,
    open: BTreeMap<Bucket, Open>,
}

/// A bucket on the counter.
pub(super) struct Open {
    /// Its number.
    pub(super) id: i64,
    /// Its book and its permits, due ones expired.
    pub(super) desk: Desk,
}

impl App {
    /// Locks the buckets that exist among `wanted`, by number, and expires their due permits first.
    pub(super) async fn open(&self, tx: &mut PgConnection, wanted: &[Bucket]) -> Result<Counter, Error> {
        let (rows, record_time) = buckets::lock(tx, wanted, self.business_clock.now()).await?;
        let today = local_date(record_time);
        let mut open = BTreeMap::new();
        for row in rows {
            let mut desk = desk(tx, row.id, row.bucket.clone()).await?;
            for expired in desk.expire_due(today)? {
                record_expiry(tx, &expired, record_time).await?;
            }
            open.insert(row.bucket, Open { id: row.id, desk });
        }
        Ok(Counter { today, record_time, open })
    }
}

impl Counter {
    /// The bucket, if it exists.
    pub(super) fn get(&self, bucket: &Bucket) -> Option<&Open> {
        self.open.get(bucket)
    }

    /// The bucket, where it must exist because a hold or a permit refers to it.
    pub(super) fn existing(&self, bucket: &Bucket) -> Result<&Open, Error> {
        let missing = db::Error::Inconsistent { table: "bucket", what: "referred to and not there" };
        self.open.get(bucket).ok_or_else(|| missing.into())
    }

    /// Writes a movement down, on the counter and in the database.
    pub(super) async fn post(
        &mut self,
        tx: &mut PgConnection,
        bucket: &Bucket,
        transaction: &Transaction,
    ) -> Result<(), Error> {
        if let Some(open) = self.open.get_mut(bucket) {
            open.desk.book.post(transaction)?;
        }
        ledger::record(tx, std::slice::from_ref(transaction), self.record_time).await?;
        Ok(())
    }
}

/// A bucket's book and permits as they are recorded; nothing is locked and nothing done.
pub(super) async fn desk(connection: &mut PgConnection, id: i64, bucket: Bucket) -> Result<Desk, db::Error> {
    let book = ledger::book(connection, id, bucket, None).await?;
    let permits = permits::of_bucket(connection, id).await?;
    Ok(Desk { book, permits })
}

async fn record_expiry(
    tx: &mut PgConnection,
    expired: &Expired,
    record_time: OffsetDateTime,
) -> Result<(), Error> {
    let Expired { permit, expiry, transaction } = expired;
    permits::update(tx, permit, record_time).await?;
    ledger::record(tx, transaction.as_slice(), record_time).await?;
    let fact = Fact::PermitExpired {
        permit_id: permit.id,
        institution_id: permit.bucket.institution_id.clone(),
        released: expiry.released,
        kept: expiry.kept,
    };
    store::tell(tx, &fact, record_time).await?;
    tracing::info!(permit.id = %permit.id, released = expiry.released, kept = expiry.kept,
        "permit {} expired", permit.id);
    Ok(())
}

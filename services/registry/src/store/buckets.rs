//! Buckets: the rows that a command locks, and the promise of their answers (docs/decisions/0021).

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::row;
use crate::domain::bucket::Bucket;
use crate::domain::ids::InstitutionId;

/// A bucket by its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketRow {
    /// Its number; buckets are locked in this order.
    pub id: i64,
    /// The bucket.
    pub bucket: Bucket,
    /// Answers up to this record time are final.
    pub known_until: OffsetDateTime,
}

/// The bucket's row, unlocked.
pub async fn find(connection: &mut PgConnection, bucket: &Bucket) -> Result<Option<BucketRow>, db::Error> {
    let found = sqlx::query!(
        "select bucket_id, known_until from bucket \
         where institution_id = $1 and quota_type = $2 and funding = $3",
        bucket.institution_id.as_str(),
        bucket.quota_type.code(),
        bucket.funding.code(),
    )
    .fetch_optional(connection)
    .await?;
    Ok(found.map(|found| BucketRow {
        id: found.bucket_id,
        bucket: bucket.clone(),
        known_until: found.known_until,
    }))
}

/// The buckets of an institution, by quota type and funding.
pub async fn of_institution(
    connection: &mut PgConnection,
    id: &InstitutionId,
) -> Result<Vec<BucketRow>, db::Error> {
    let rows = sqlx::query!(
        "select bucket_id, institution_id, quota_type, funding, known_until from bucket \
         where institution_id = $1 order by quota_type, funding",
        id.as_str(),
    )
    .fetch_all(connection)
    .await?;
    let bucket = |id, institution_id, quota_type: &str, funding: &str, known_until| {
        let bucket = row::bucket(institution_id, quota_type, funding)?;
        Ok(BucketRow { id, bucket, known_until })
    };
    rows.into_iter()
        .map(|r| bucket(r.bucket_id, r.institution_id, &r.quota_type, &r.funding, r.known_until))
        .collect()
}

/// Locks buckets in the order of their numbers and fixes the record time of what is written about them: after
/// every answer that was given, whatever the clock of this replica says. Unknown ones are left out.
pub async fn lock(
    tx: &mut PgConnection,
    buckets: &[Bucket],
    now: OffsetDateTime,
) -> Result<(Vec<BucketRow>, OffsetDateTime), db::Error> {
    let mut rows = Vec::new();
    for bucket in buckets {
        rows.extend(find(tx, bucket).await?);
    }
    rows.sort_by_key(|row| row.id);
    rows.dedup_by_key(|row| row.id);
    let mut record_time = now;
    for row in &mut rows {
        row.known_until =
            sqlx::query_scalar!("select known_until from bucket where bucket_id = $1 for update", row.id)
                .fetch_one(&mut *tx)
                .await?;
        record_time = record_time.max(row.known_until + time::Duration::MICROSECOND);
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let done =
        sqlx::query!("update bucket set known_until = $2 where bucket_id = any($1)", &ids, record_time)
            .execute(tx)
            .await?;
    db::expect_rows(u64::try_from(ids.len()).unwrap_or(u64::MAX), done.rows_affected())?;
    for row in &mut rows {
        row.known_until = record_time;
    }
    Ok((rows, record_time))
}

/// Makes answers about a bucket up to `instant` final. Waits for a command that is writing about it.
pub async fn promise(tx: &mut PgConnection, id: i64, instant: OffsetDateTime) -> Result<(), db::Error> {
    sqlx::query!(
        "update bucket set known_until = $2 where bucket_id = $1 and known_until < $2",
        id,
        instant,
    )
    .execute(tx)
    .await?;
    Ok(())
}

//! The version of the trust snapshot, and its content as of one version.
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::{certificates, directory};
use crate::domain::{Directory, Trust};

/// Raises the version in the transaction of a change that the snapshot shows. Holds the row until the commit,
/// so that versions are in the order of commits.
pub async fn raise(tx: &mut PgConnection) -> Result<i64, db::Error> {
    let version =
        sqlx::query_scalar!("update trust set version = version + 1 returning version").fetch_one(tx).await?;
    Ok(version)
}

/// The version in force.
pub async fn version(pool: &PgPool) -> Result<i64, db::Error> {
    let version = sqlx::query_scalar!("select version from trust").fetch_one(pool).await?;
    Ok(version)
}

/// Everything that a snapshot made at `now` (system time) shows, as of one version.
pub async fn read(pool: &PgPool, now: OffsetDateTime) -> Result<Trust, db::Error> {
    let mut tx = pool.begin_with("begin isolation level repeatable read read only").await?;
    let version = sqlx::query_scalar!("select version from trust").fetch_one(&mut *tx).await?;
    let revoked = sqlx::query_scalar!(
        "select serial from certificate where revoked_at is not null and not_after > $1 order by serial",
        now,
    )
    .fetch_all(&mut *tx)
    .await?;
    let directory = Directory {
        units: directory::units(&mut tx, None, i64::MAX).await?,
        operators: directory::operators(&mut tx, None, None, i64::MAX).await?,
        partners: directory::partners(&mut tx).await?,
    };
    let partner_certificates = certificates::of_partners(&mut tx, now).await?;
    db::commit(tx).await?;
    Ok(Trust { version, revoked, directory, partner_certificates, read_at: now })
}

//! The version of the trust snapshot, and its content as of one version.
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::{certificates, directory};
use crate::domain::{Directory, Revoked, Trust};

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
    let revoked = revoked(&mut tx, now).await?.into_iter().map(|revoked| revoked.serial).collect();
    let directory = Directory {
        units: directory::units(&mut tx, None, i64::MAX).await?,
        operators: directory::operators(&mut tx, None, None, i64::MAX).await?,
        partners: directory::partners(&mut tx).await?,
    };
    let partner_certificates = certificates::of_partners(&mut tx, now).await?;
    db::commit(tx).await?;
    Ok(Trust { version, revoked, directory, partner_certificates, read_at: now })
}

/// What is revoked and has not expired at `now` (system time), with the version that says so.
pub async fn revocations(pool: &PgPool, now: OffsetDateTime) -> Result<(i64, Vec<Revoked>), db::Error> {
    let mut tx = pool.begin_with("begin isolation level repeatable read read only").await?;
    let version = sqlx::query_scalar!("select version from trust").fetch_one(&mut *tx).await?;
    let revoked = revoked(&mut tx, now).await?;
    db::commit(tx).await?;
    Ok((version, revoked))
}

/// By serial. Read from the log, which only grows: nothing that happens to another row takes a revocation back.
async fn revoked(connection: &mut PgConnection, now: OffsetDateTime) -> Result<Vec<Revoked>, db::Error> {
    let rows = sqlx::query_as!(
        Revoked,
        "select l.serial as \"serial!\", min(l.acted_at) as \"at!\" \
         from certificate_log l join certificate c on c.serial = l.serial \
         where l.act = 'revoked' and c.not_after > $1 group by l.serial order by l.serial",
        now,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

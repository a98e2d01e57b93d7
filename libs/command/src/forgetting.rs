//! Stored answers are kept 30 days (conventions.md "gRPC"): a repeat gets its first answer so long, and no
//! longer. Times are system time: a business clock that a demo sets forgets nothing.

use sqlx::PgPool;
use time::{Duration, OffsetDateTime};

use crate::Error;

/// How long an answer is kept after its request came, and an effect after its outcome.
const KEPT: Duration = Duration::days(30);
/// Rows forgotten in one statement, so that none holds its locks for long.
const BATCH: i64 = 1000;

/// One round of a house's cleaning: settled effects whose time is over, then answered requests that no effect
/// names any more. What is still under way stays, however old. How many rows it forgot: a full batch means
/// that another round is due at once.
///
/// # Errors
/// When the database is away.
pub async fn forget_old(pool: &PgPool, now: OffsetDateTime) -> Result<usize, Error> {
    let effects = sqlx::query(
        "delete from effect where effect_id in \
         (select effect_id from effect where settled_at < $1 limit $2 for update skip locked)",
    )
    .bind(now - KEPT)
    .bind(BATCH)
    .execute(pool)
    .await
    .map_err(db::Error::from)?;
    let requests = sqlx::query(
        "delete from request r using ( \
             select principal_id, request_id from request old \
             where claimed_at < $1 and answer is not null and not exists (select from effect e \
                 where e.principal_id = old.principal_id and e.request_id = old.request_id) \
             limit $2 for update skip locked) gone \
         where r.principal_id = gone.principal_id and r.request_id = gone.request_id",
    )
    .bind(now - KEPT)
    .bind(BATCH)
    .execute(pool)
    .await
    .map_err(db::Error::from)?;
    Ok(usize::try_from(effects.rows_affected() + requests.rows_affected()).unwrap_or(usize::MAX))
}

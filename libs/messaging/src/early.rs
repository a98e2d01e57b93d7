//! The planted bug [`fault::bug::SENT_BEFORE_COMMIT`]: a fact is told on a connection of its own, so it is sent
//! whatever becomes of the transaction that makes it true.
use std::sync::OnceLock;

use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};

/// The pool of the running relay.
static POOL: OnceLock<PgPool> = OnceLock::new();

/// Called by the relay when it starts.
pub(crate) fn keep(pool: &PgPool) {
    POOL.get_or_init(|| pool.clone());
}

/// Another connection to tell a fact on, while the bug shows.
pub(crate) async fn connection() -> Result<Option<PoolConnection<Postgres>>, db::Error> {
    match POOL.get() {
        Some(pool) if fault::planted(fault::bug::SENT_BEFORE_COMMIT) => Ok(Some(pool.acquire().await?)),
        _ => Ok(None),
    }
}

//! Refused attempts to change something (domain.md §9 I22), handed to whoever keeps them.

use command::audit::RefusedAttempt;
use futures::future::BoxFuture;
use sqlx::PgPool;

/// Keeps refused attempts, whoever refused: the door, the policy or the rules.
pub trait AuditSink: Send + Sync + 'static {
    /// Keeps one attempt. The answer waits for it (two seconds at most), so that whoever saw the refusal can
    /// find it. A failure is logged by the caller and changes nothing about the refusal.
    fn keep(&self, attempt: RefusedAttempt) -> BoxFuture<'_, Result<(), command::Error>>;
}

/// The house's own database, in a transaction of its own.
impl AuditSink for PgPool {
    fn keep(&self, attempt: RefusedAttempt) -> BoxFuture<'_, Result<(), command::Error>> {
        Box::pin(async move { command::audit::record(self, &attempt).await })
    }
}

//! Expires permits whose last day has passed.

use super::{App, Error};
use crate::store::permits;

/// So many buckets are looked after in one round.
const AT_ONCE: i64 = 20;

impl App {
    /// Expires permits whose last day passed, a transaction per bucket. Answers how many buckets had any.
    ///
    /// Figures never depend on it: whatever decides about a bucket expires its permits first.
    ///
    /// # Errors
    /// Only when the database says so.
    pub async fn expire_due(&self) -> Result<usize, Error> {
        let mut tx = self.begin().await?;
        let due = permits::due(&mut tx, self.today(), AT_ONCE).await?;
        drop(tx);
        for bucket in &due {
            let mut tx = self.begin().await?;
            self.open(&mut tx, std::slice::from_ref(bucket)).await?;
            db::commit(tx).await?;
        }
        Ok(due.len())
    }
}

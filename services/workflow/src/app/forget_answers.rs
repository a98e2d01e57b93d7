//! Stored answers are kept 30 days (conventions.md "gRPC"); those of effects stay with their effects.

use time::Duration;

use super::{App, Error};

const KEPT: Duration = Duration::days(30);

impl App {
    /// Forgets answers that no repeat will ask for any more; how many there were.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn forget_answers(&self) -> Result<usize, Error> {
        let before = self.0.system_clock.now() - KEPT;
        let forgotten = command::forget_before(&self.0.pool, before).await?;
        Ok(usize::try_from(forgotten).unwrap_or(usize::MAX))
    }
}

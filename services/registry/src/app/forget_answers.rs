//! Forgets answers after their thirty days.

use time::Duration;

use super::{App, Error};

/// How long an answer is kept for a repeat of its request (conventions.md "gRPC").
const KEPT: Duration = Duration::days(30);

impl App {
    /// Forgets the answers of requests that nobody repeats any more. Answers how many there were.
    ///
    /// # Errors
    /// Only when the database says so.
    pub async fn forget_answers(&self) -> Result<usize, Error> {
        let forgotten = command::forget_before(&self.pool, self.system_clock.now() - KEPT).await?;
        Ok(usize::try_from(forgotten).unwrap_or(usize::MAX))
    }
}

//! The night shift: copies that the issuing task could not finish.

use std::time::Duration;

use crate::app::{App, Error};

/// How often is looked for copies that nobody finished.
pub const RENDERINGS_EVERY: Duration = Duration::from_secs(5);

/// One round; how many copies were finished.
///
/// # Errors
/// The database is away.
pub async fn render(app: App) -> Result<usize, Error> {
    app.render_due().await
}

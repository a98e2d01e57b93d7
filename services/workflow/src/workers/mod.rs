//! The night shift: finishes the effects whose performer is gone.

use std::time::Duration;

use crate::app::{App, Error};

/// How often the worker looks for effects when none is due.
pub const EVERY: Duration = Duration::from_millis(500);

/// One round: how many effects it finished.
///
/// # Errors
/// When the database is away.
pub async fn finish_effects(app: App) -> Result<usize, Error> {
    app.carry_out_due().await
}

//! The night shift: finishes the effects whose performer is gone, and forgets old answers.

use std::time::Duration;

use crate::app::{App, Error};

/// How often the worker looks for effects when none is due.
pub const EVERY: Duration = Duration::from_millis(500);

/// How often old answers are looked for.
pub const FORGETTING_EVERY: Duration = Duration::from_secs(3600);

/// One round: how many effects it finished.
///
/// # Errors
/// When the database is away.
pub async fn finish_effects(app: App) -> Result<usize, Error> {
    app.carry_out_due().await
}

/// One round: how many answers it forgot.
///
/// # Errors
/// When the database is away.
pub async fn forget_answers(app: App) -> Result<usize, Error> {
    app.forget_answers().await
}

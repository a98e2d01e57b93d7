//! The night shift: takes what is due and runs its command.

use crate::app::{App, Error};

/// One round of pushes to partners; how many were due.
pub async fn push(app: App) -> Result<usize, Error> {
    app.push_due().await
}

/// One round of joins that a crash left behind; how many there were.
pub async fn join(app: App) -> Result<usize, Error> {
    app.join_left_behind().await
}

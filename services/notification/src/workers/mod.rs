//! The night shift: tells what has come due, and carries messages out.
use std::time::Duration;

use crate::app::{App, Error};

/// How often the reminders are looked at when none is due.
pub const REMINDING_EVERY: Duration = Duration::from_millis(500);

/// How often the deliveries are looked at when none is due.
pub const DELIVERING_EVERY: Duration = Duration::from_millis(500);

/// One round: how many reminders it told.
pub async fn remind(app: App) -> Result<usize, Error> {
    app.remind_due().await
}

/// One round: how many messages it carried out.
pub async fn deliver(app: App) -> Result<usize, Error> {
    app.deliver_due().await
}

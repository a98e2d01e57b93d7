//! Named places in the code where a test lets a process die, wait, or do wrong.
//!
//! A [`point`] is a place that a crash must not harm: [`reach`] stands there in the code. A [`bug`] is a wrong
//! turn that the fault tests' checker must notice: [`planted`] asks whether it is to be taken. Both are armed
//! by name on the admin port, which exists for this in the profile `dev` only: without [`allow`] nothing can
//! be armed, and every place costs one load of a pointer.
pub mod bug;
pub mod point;
mod switchboard;

use std::future::pending;
use std::sync::OnceLock;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

pub use bug::Bug;
pub use point::Point;
pub use switchboard::{Action, Arm, Count, Error};

use switchboard::{Fate, Switchboard};

/// One for the process, like the registry of metrics: a place deep in a library is not handed anything.
static SWITCHBOARD: OnceLock<Switchboard> = OnceLock::new();

/// Makes places armable. The shell calls it in the profile `dev` and nowhere else.
pub fn allow() {
    SWITCHBOARD.get_or_init(Switchboard::default);
}

/// Comes by a point: goes on at once, waits until it is released, or dies by SIGKILL, as it was armed.
pub async fn reach(point: Point) {
    let Some(switchboard) = SWITCHBOARD.get() else { return };
    match switchboard.hit(point.name()) {
        Fate::GoOn | Fate::GoWrong => {}
        Fate::Wait => switchboard.released(point.name()).await,
        Fate::Die => die().await,
    }
}

/// Whether the planted bug shows here, this time.
pub fn planted(bug: Bug) -> bool {
    SWITCHBOARD.get().is_some_and(|switchboard| switchboard.hit(bug.name()) == Fate::GoWrong)
}

/// Arms a point or a bug, in place of what it was armed with.
///
/// # Errors
/// [`Error::NotAllowed`] outside the profile `dev`, [`Error::Unknown`] for a name that stands nowhere.
pub fn arm(arm: Arm) -> Result<(), Error> {
    SWITCHBOARD.get().ok_or(Error::NotAllowed)?.arm(arm)
}

/// Every place, how often it was reached, and what came of it.
pub fn counts() -> Vec<Count> {
    SWITCHBOARD.get().map(Switchboard::counts).unwrap_or_default()
}

/// Ends the process as `kill -9` does: nothing is finished, flushed or told.
async fn die() {
    let _ = kill(Pid::this(), Signal::SIGKILL);
    // The signal is on its way; this task must not do anything more.
    pending::<()>().await;
}

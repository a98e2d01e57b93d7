//! One thread that starts all child processes, so that they end with us and never before.
//!
//! Linux tells a child of its parent's death when the *thread* that started it ends
//! (`PR_SET_PDEATHSIG`), and the threads of an async runtime come and go. This one stays as long as
//! the process does.

use std::io;
use std::os::unix::process::{CommandExt, parent_id};
use std::process::{Child, Command};
use std::sync::LazyLock;
use std::sync::mpsc::{Sender, channel};

use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::Signal;

struct Order {
    command: Command,
    answer: Sender<io::Result<Child>>,
}

static SPAWNER: LazyLock<Sender<Order>> = LazyLock::new(|| {
    let (sender, orders) = channel::<Order>();
    std::thread::spawn(move || {
        for Order { mut command, answer } in orders {
            // A caller that no longer listens drops the child's handle; the child ends with us.
            let _ = answer.send(command.spawn());
        }
    });
    sender
});

/// Starts a command in a process group of its own (a terminal's Ctrl-C does not reach it) that gets
/// `orphan_signal` the moment this process is gone, whatever ended it.
///
/// # Errors
/// What the operating system says: no such program, no such user, too many processes.
pub(crate) fn spawn(mut command: Command, orphan_signal: Signal) -> io::Result<Child> {
    let parent = std::process::id();
    command.process_group(0);
    let die_with_parent = move || {
        // After the change of user, which clears the setting.
        set_pdeathsig(orphan_signal)?;
        if parent_id() != parent {
            return Err(io::Error::other("the caller ended while its child was starting"));
        }
        Ok(())
    };
    #[expect(
        unsafe_code,
        reason = "pre_exec runs between fork and exec; the closure makes two async-signal-safe system calls"
    )]
    unsafe {
        command.pre_exec(die_with_parent);
    }
    let (answer, result) = channel();
    let gone = || io::Error::other("the thread that starts processes is gone");
    SPAWNER.send(Order { command, answer }).map_err(|_| gone())?;
    result.recv().map_err(|_| gone())?
}

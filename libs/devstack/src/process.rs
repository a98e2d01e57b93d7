//! A child process: its log, its readiness, its end.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::sys::signal::{self, Signal};
use nix::unistd::Pid;
use tokio::time::{Instant, sleep};

use crate::spawner;

/// How often a process is looked at while something is awaited of it.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A running child that ends with this process at the latest.
///
/// [`Process::stop`] asks politely; dropping is the last resort and is blunt.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
    log_begins_at: u64,
    orphan_signal: Signal,
}

impl Process {
    /// Starts a command with its output appended to `log`. `orphan_signal` is what it gets when the
    /// caller dies or drops it without [`Process::stop`].
    ///
    /// # Errors
    /// The log cannot be opened, or the program cannot be started.
    pub fn start(name: &str, mut command: Command, log: &Path, orphan_signal: Signal) -> Result<Self> {
        let output = OpenOptions::new()
            .create(true)
            .append(true)
            .open(log)
            .with_context(|| format!("open the log {}", log.display()))?;
        let log_begins_at = output.metadata().context("size of the log")?.len();
        command.stdin(Stdio::null()).stdout(output.try_clone().context("share the log")?).stderr(output);
        let program = command.get_program().to_owned();
        let child = spawner::spawn(command, orphan_signal)
            .with_context(|| format!("start {name} ({})", Path::new(&program).display()))?;
        Ok(Self { name: name.to_owned(), child, log: log.to_owned(), log_begins_at, orphan_signal })
    }

    /// The operating system's number of the process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The file that takes its output.
    #[must_use]
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// How it ended, or nothing while it runs.
    ///
    /// # Errors
    /// The operating system refuses to say.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().with_context(|| format!("look after {}", self.name))
    }

    /// Waits until `ready` says so.
    ///
    /// # Errors
    /// The process ends first, or `patience` runs out; the end of its log is part of the message.
    pub async fn wait_until<F>(&mut self, patience: Duration, mut ready: impl FnMut() -> F) -> Result<()>
    where
        F: Future<Output = bool>,
    {
        let deadline = Instant::now() + patience;
        while !ready().await {
            if let Some(status) = self.ended()? {
                bail!("{} ended while starting ({status})\n{}", self.name, self.last_words());
            }
            if Instant::now() > deadline {
                bail!("{} is not ready after {} s\n{}", self.name, patience.as_secs(), self.last_words());
            }
            sleep(LOOK_EVERY).await;
        }
        Ok(())
    }

    /// Waits until the process has written `text` since it was started.
    ///
    /// # Errors
    /// As [`Process::wait_until`].
    pub async fn wait_for_words(&mut self, text: &str, patience: Duration) -> Result<()> {
        let log = self.log.clone();
        let begin = self.log_begins_at;
        self.wait_until(patience, || {
            let said = read_from(&log, begin).is_ok_and(|words| words.contains(text));
            async move { said }
        })
        .await
    }

    /// Waits for the process to end by itself and answers how.
    ///
    /// # Errors
    /// `patience` runs out; the process still runs then.
    pub async fn wait(&mut self, patience: Duration) -> Result<ExitStatus> {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            if Instant::now() > deadline {
                bail!("{} still runs after {} s", self.name, patience.as_secs());
            }
            sleep(LOOK_EVERY).await;
        }
    }

    /// Asks the process to end and waits; after `patience` it is killed.
    ///
    /// # Errors
    /// It had to be killed, or the operating system refuses.
    pub async fn stop(&mut self, signal: Signal, patience: Duration) -> Result<ExitStatus> {
        self.signal(signal)?;
        match self.wait(patience).await {
            Ok(status) => Ok(status),
            Err(late) => {
                self.kill()?;
                Err(late.context(format!("killed {}", self.name)))
            }
        }
    }

    /// Ends the process at once (`kill -9`), as a crash would, and waits until it is gone.
    ///
    /// # Errors
    /// The operating system refuses.
    pub fn kill(&mut self) -> Result<()> {
        self.signal(Signal::SIGKILL)?;
        self.child.wait().with_context(|| format!("wait for the end of {}", self.name))?;
        Ok(())
    }

    /// Sends a signal, for example SIGSTOP and SIGCONT to play a stalled machine. A process that has
    /// ended gets none.
    ///
    /// # Errors
    /// The operating system refuses.
    pub fn signal(&mut self, signal: Signal) -> Result<()> {
        // Asked first: the number of an ended process may belong to another by now.
        if self.ended()?.is_some() {
            return Ok(());
        }
        let id = Pid::from_raw(i32::try_from(self.id()).context("a process number")?);
        signal::kill(id, signal).with_context(|| format!("send {signal} to {}", self.name))
    }

    /// The last lines of its log, for a message.
    #[must_use]
    pub fn last_words(&self) -> String {
        let words = read_from(&self.log, self.log_begins_at).unwrap_or_default();
        let lines: Vec<&str> = words.lines().collect();
        let tail = lines.len().saturating_sub(20);
        format!("--- {} ---\n{}", self.log.display(), lines.get(tail..).unwrap_or_default().join("\n"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // Errors have nowhere to go; the kernel sends the same signal when we end.
            let _ = self.signal(self.orphan_signal);
            let _ = self.child.wait();
        }
    }
}

fn read_from(path: &Path, position: u64) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(position))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

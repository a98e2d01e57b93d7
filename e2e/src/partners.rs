//! The partners' programs as child processes: told what to do on standard input, watched on standard output.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use devstack::mesh::Credentials;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::expect;

const PATIENCE: Duration = Duration::from_secs(40);

/// A partner's running program.
#[derive(Debug)]
pub struct Partner {
    id: String,
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    /// What it said and nobody has asked for yet, oldest first.
    said: Vec<Value>,
}

impl Partner {
    /// Starts the program of `id` with a store of its own under `folder`.
    pub fn start(
        id: &str,
        binaries: &Path,
        brokers: &str,
        credentials: &Credentials,
        folder: &Path,
    ) -> anyhow::Result<Self> {
        let store: PathBuf = folder.join(id);
        std::fs::create_dir_all(&store)?;
        let log = std::fs::File::create(store.join("partner.log"))?;
        let mut child = Command::new(binaries.join("partner"))
            .args(["--id", id, "--environment", "dev", "--brokers", brokers])
            .arg("--key")
            .arg(&credentials.key)
            .arg("--certificate")
            .arg(&credentials.certificate)
            .arg("--roots")
            .arg(&credentials.roots)
            .arg("--store")
            .arg(&store)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("start the program of {id}"))?;
        let input = child.stdin.take().context("the program's standard input")?;
        let output = child.stdout.take().context("the program's standard output")?;
        Ok(Self { id: id.to_owned(), child, input, output: BufReader::new(output).lines(), said: Vec::new() })
    }

    /// Tells the program something.
    pub async fn tell(&mut self, line: &str) -> anyhow::Result<()> {
        self.input.write_all(format!("{line}\n").as_bytes()).await?;
        self.input.flush().await?;
        Ok(())
    }

    /// Waits until the program says a line with these fields; that line.
    pub async fn hear(&mut self, fields: &BTreeMap<String, Value>) -> anyhow::Result<Value> {
        let fits = |line: &Value| {
            fields.iter().all(|(field, wanted)| expect::text(&line[field]) == expect::text(wanted))
        };
        if let Some(at) = self.said.iter().position(fits) {
            return Ok(self.said.remove(at));
        }
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let next = tokio::time::timeout_at(deadline, self.output.next_line()).await;
            let Ok(line) = next else {
                bail!("{} did not say {fields:?} within {PATIENCE:?}; it said {:?}", self.id, self.said);
            };
            let Some(line) = line? else { bail!("the program of {} has ended", self.id) };
            let line: Value =
                serde_json::from_str(&line).with_context(|| format!("{} said {line}", self.id))?;
            if fits(&line) {
                return Ok(line);
            }
            self.said.push(line);
        }
    }

    /// Ends the program.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        drop(self.input);
        if tokio::time::timeout(Duration::from_secs(5), self.child.wait()).await.is_err() {
            self.child.kill().await?;
        }
        Ok(())
    }
}

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

/// How a partner's program is started, and started again.
#[derive(Debug, Clone)]
struct Launch {
    id: String,
    program: PathBuf,
    brokers: String,
    credentials: Credentials,
    store: PathBuf,
}

/// A partner's running program.
#[derive(Debug)]
pub struct Partner {
    launch: Launch,
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    /// What it said and nobody has asked for yet, oldest first.
    said: Vec<Value>,
}

impl Launch {
    fn spawn(&self) -> anyhow::Result<(Child, ChildStdin, Lines<BufReader<ChildStdout>>)> {
        let log = self.store.join("partner.log");
        let log = std::fs::OpenOptions::new().create(true).append(true).open(log)?;
        let mut child = Command::new(&self.program)
            .args(["--id", &self.id, "--environment", "dev", "--brokers", &self.brokers])
            .arg("--key")
            .arg(&self.credentials.key)
            .arg("--certificate")
            .arg(&self.credentials.certificate)
            .arg("--roots")
            .arg(&self.credentials.roots)
            .arg("--store")
            .arg(&self.store)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("start the program of {}", self.id))?;
        let input = child.stdin.take().context("the program's standard input")?;
        let output = child.stdout.take().context("the program's standard output")?;
        Ok((child, input, BufReader::new(output).lines()))
    }
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
        let launch = Launch {
            id: id.to_owned(),
            program: binaries.join("partner"),
            brokers: brokers.to_owned(),
            credentials: credentials.clone(),
            store: folder.join(id),
        };
        std::fs::create_dir_all(&launch.store)?;
        let (child, input, output) = launch.spawn()?;
        Ok(Self { launch, child, input, output, said: Vec::new() })
    }

    /// Who it is.
    pub fn id(&self) -> &str {
        &self.launch.id
    }

    /// What it has applied, one JSON row for each message.
    pub fn applied(&self) -> anyhow::Result<Vec<Value>> {
        let text = std::fs::read_to_string(self.launch.store.join("applied.jsonl"))?;
        let rows = text.lines().map(|line| Ok(serde_json::from_str(line)?));
        rows.collect()
    }

    /// Waits until the program has died, and starts it again with the same store.
    ///
    /// # Errors
    /// It lives on.
    pub async fn start_again_when_dead(&mut self, patience: Duration) -> anyhow::Result<()> {
        let died = tokio::time::timeout(patience, self.child.wait()).await;
        died.with_context(|| format!("the program of {} did not die", self.id()))??;
        (self.child, self.input, self.output) = self.launch.spawn()?;
        Ok(())
    }

    /// Tells the program something.
    pub async fn tell(&mut self, line: &str) -> anyhow::Result<()> {
        self.input.write_all(format!("{line}\n").as_bytes()).await?;
        self.input.flush().await?;
        Ok(())
    }

    /// Waits until the program says a line with these fields; that line.
    pub async fn hear(&mut self, fields: &BTreeMap<String, Value>) -> anyhow::Result<Value> {
        let heard = self.heard(fields, PATIENCE).await?;
        heard.with_context(|| {
            format!("{} did not say {fields:?} within {PATIENCE:?}; it said {:?}", self.id(), self.said)
        })
    }

    /// The next line with these fields, if the program says it in time or has said it.
    pub async fn heard(
        &mut self,
        fields: &BTreeMap<String, Value>,
        patience: Duration,
    ) -> anyhow::Result<Option<Value>> {
        let fits = |line: &Value| {
            fields.iter().all(|(field, wanted)| expect::text(&line[field]) == expect::text(wanted))
        };
        if let Some(at) = self.said.iter().position(fits) {
            return Ok(Some(self.said.remove(at)));
        }
        let deadline = tokio::time::Instant::now() + patience;
        loop {
            let next = tokio::time::timeout_at(deadline, self.output.next_line()).await;
            let Ok(line) = next else { return Ok(None) };
            let Some(line) = line? else { bail!("the program of {} has ended", self.id()) };
            let line: Value =
                serde_json::from_str(&line).with_context(|| format!("{} said {line}", self.id()))?;
            if fits(&line) {
                return Ok(Some(line));
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

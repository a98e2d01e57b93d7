//! The virtual machine that runs the broker, and what is made once for this machine: the feature
//! levels of this Kafka version and an archive of the classes that it loads.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use data_encoding::BASE64URL_NOPAD;
use nix::sys::signal::Signal;

use super::{SERVES, START, properties};
use crate::process::Process;
use crate::{folder, ports};

/// A small heap and the quickest start: one-threaded collection, the first compiler only. Log lines
/// go to standard error through slf4j-simple.
const FLAGS: &[&str] = &[
    "-Xms32m",
    "-Xmx160m",
    "-Xss512k",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Xlog:disable",
    "-Xlog:all=error:stderr",
    "-Djava.awt.headless=true",
    "-Dlog4j2.statusLoggerLevel=OFF",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
];

const FORMAT: Duration = Duration::from_secs(60);
const WRITE_ARCHIVE: Duration = Duration::from_secs(120);

#[derive(Debug)]
pub(super) struct Java {
    program: PathBuf,
    class_path: String,
    cache: PathBuf,
}

impl Java {
    /// The machine's Java with everything that is made once.
    pub(super) async fn prepared() -> Result<Self> {
        let cache = folder::cache().join("kafka");
        let java = Self { program: program(), class_path: class_path(&cache.join("libs"))?, cache };
        if !java.archive().exists() {
            java.prepare().await.context("prepare Kafka for this machine")?;
        }
        Ok(java)
    }

    fn archive(&self) -> PathBuf {
        self.cache.join("kafka.jsa")
    }

    fn checkpoint(&self) -> PathBuf {
        self.cache.join("bootstrap.checkpoint")
    }

    fn command(&self, class: &str, flags: &[String]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(FLAGS).args(flags).arg("-cp").arg(&self.class_path).arg(class);
        command
    }

    /// The command that runs a broker.
    pub(super) fn broker(&self, server_properties: &Path) -> Command {
        // Java ignores an archive that does not fit it and only starts slower.
        let archive = format!("-XX:SharedArchiveFile={}", self.archive().display());
        let mut command = self.command("kafka.Kafka", &[archive]);
        command.arg(server_properties);
        command
    }

    /// What `kafka-storage format` does, without a virtual machine: a cluster id, and the feature
    /// levels of this version. A formatted folder is left as it is.
    pub(super) fn format(&self, data: &Path) -> Result<()> {
        let meta = data.join("meta.properties");
        if meta.exists() {
            return Ok(());
        }
        fs::create_dir_all(data).with_context(|| format!("make {}", data.display()))?;
        fs::copy(self.checkpoint(), data.join("bootstrap.checkpoint")).context("copy the feature levels")?;
        let cluster_id = BASE64URL_NOPAD.encode(uuid::Uuid::new_v4().as_bytes());
        fs::write(&meta, format!("version=1\nnode.id=1\ncluster.id={cluster_id}\n"))
            .with_context(|| format!("write {}", meta.display()))
    }

    /// Makes the feature levels and the class archive, unless another process did it meanwhile.
    async fn prepare(&self) -> Result<()> {
        let lock = fs::File::create(self.cache.join("prepare.lock")).context("create the lock")?;
        // Waits as long as the other one works, and nothing else happens in this stack meanwhile.
        lock.lock().context("wait for another start")?;
        if self.archive().exists() {
            return Ok(());
        }
        let scratch = tempfile::tempdir_in(&self.cache).context("make a scratch folder")?;
        let scratch = scratch.path();
        let text = properties::training(scratch, ports::free()?, ports::free()?);
        let server_properties = scratch.join("server.properties");
        fs::write(&server_properties, text).context("write the training configuration")?;
        self.take_feature_levels(scratch, &server_properties).await?;
        self.format(&scratch.join("data"))?;
        self.record_classes(scratch, &server_properties).await
    }

    async fn take_feature_levels(&self, scratch: &Path, server_properties: &Path) -> Result<()> {
        let mut format = self.command("kafka.tools.StorageTool", &[]);
        format.args(["format", "-t", "AAAAAAAAAAAAAAAAAAAAAA", "-c"]).arg(server_properties);
        let log = scratch.join("format.log");
        let mut process = Process::start("kafka format", format, &log, Signal::SIGKILL)?;
        let status = process.wait(FORMAT).await?;
        if !status.success() {
            bail!("kafka format failed ({status})\n{}", process.last_words());
        }
        let data = scratch.join("data");
        fs::rename(data.join("bootstrap.checkpoint"), self.checkpoint())
            .context("keep the feature levels")?;
        fs::remove_dir_all(&data).context("remove the formatted folder")
    }

    /// A run that ends in order writes the classes that it loaded.
    async fn record_classes(&self, scratch: &Path, server_properties: &Path) -> Result<()> {
        let unfinished = scratch.join("kafka.jsa");
        let record = format!("-XX:ArchiveClassesAtExit={}", unfinished.display());
        let mut broker = self.command("kafka.Kafka", &[record]);
        broker.arg(server_properties);
        let log = scratch.join("kafka.log");
        let mut process = Process::start("kafka", broker, &log, Signal::SIGKILL)?;
        process.wait_for_words(SERVES, START).await?;
        process.stop(Signal::SIGTERM, WRITE_ARCHIVE).await?;
        fs::rename(unfinished, self.archive()).context("keep the class archive")
    }
}

fn program() -> PathBuf {
    match std::env::var_os("JAVA_HOME") {
        Some(home) => PathBuf::from(home).join("bin/java"),
        None => PathBuf::from("java"),
    }
}

/// The jars in a fixed order: the class archive fits one class path only.
fn class_path(libs: &Path) -> Result<String> {
    let mut jars: Vec<String> = fs::read_dir(libs)
        .with_context(|| format!("no jars in {}: run `make fetch`", libs.display()))?
        .filter_map(|entry| Some(entry.ok()?.path().display().to_string()))
        .filter(|path| Path::new(path).extension().is_some_and(|extension| extension == "jar"))
        .collect();
    jars.sort();
    Ok(jars.join(":"))
}

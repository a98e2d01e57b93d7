//! A private Apache Kafka: one node in KRaft mode, mTLS on every listener, ACLs, no topic that
//! nobody declared.
//!
//! Each client has a listener of its own, since a broker tells its clients where to connect: the
//! advertised address of `workflow`'s listener is a proxy that stands between workflow and the
//! broker alone.

mod java;
mod properties;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use nix::sys::signal::Signal;

pub use properties::Listener;

use crate::ports;
use crate::process::Process;
use java::Java;

const START: Duration = Duration::from_secs(90);
const STOP: Duration = Duration::from_secs(20);
const SERVES: &str = "Kafka Server started";

/// The broker's own credentials (PEM files).
#[derive(Debug, Clone)]
pub struct Tls {
    /// PKCS#8 key (EC P-256, unencrypted) and certificate chain in one file; the leaf is
    /// `CN=kafka,OU=mesh,O=bianzhi` for server and client use, with the IP address 127.0.0.1.
    pub keystore: PathBuf,
    /// The roots that clients must come from.
    pub roots: PathBuf,
}

/// A running broker.
#[derive(Debug)]
pub struct Kafka {
    process: Process,
    folder: PathBuf,
    java: Java,
}

/// Chooses a listener's own address; `advertised` is where its client connects.
///
/// # Errors
/// No port is free.
pub fn listener(client: &str, advertised: SocketAddr) -> Result<Listener> {
    Ok(Listener { client: client.to_owned(), address: ports::free()?, advertised })
}

impl Kafka {
    /// Starts the broker of a folder, with the data there if it was started before. The first start
    /// on a machine makes a class archive in the cache, which later starts map instead of reading jars.
    ///
    /// # Errors
    /// No Java, no jars in the cache (`make fetch`), a listener's port was taken by somebody, or the
    /// broker does not come up.
    pub async fn start(folder: &Path, tls: &Tls, listeners: &[Listener]) -> Result<Self> {
        let java = Java::prepared().await?;
        fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
        java.format(&folder.join("data"))?;
        let text = properties::text(folder, tls, listeners, ports::free()?, ports::free()?);
        let file = folder.join("server.properties");
        fs::write(&file, text).with_context(|| format!("write {}", file.display()))?;
        let process = run(&java, folder).await?;
        Ok(Self { process, folder: folder.to_owned(), java })
    }

    /// The broker process.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// Starts the broker again with the same data and listeners after it was stopped or killed. After
    /// a kill it serves only when its old session has run out (3 s).
    ///
    /// # Errors
    /// The broker does not come up.
    pub async fn start_again(&mut self) -> Result<()> {
        self.process = run(&self.java, &self.folder).await?;
        Ok(())
    }

    /// Stops the broker in order, in about half a second.
    ///
    /// # Errors
    /// It had to be killed.
    pub async fn stop(&mut self) -> Result<()> {
        self.process.stop(Signal::SIGTERM, STOP).await?;
        Ok(())
    }
}

async fn run(java: &Java, folder: &Path) -> Result<Process> {
    let command = java.broker(&folder.join("server.properties"));
    // SIGKILL: nobody is left to wait for an orderly stop, and the page cache keeps what was written.
    let mut process = Process::start("kafka", command, &folder.join("kafka.log"), Signal::SIGKILL)?;
    process.wait_for_words(SERVES, START).await?;
    Ok(process)
}

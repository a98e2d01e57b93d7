//! A private PostgreSQL cluster: one database and one role for each service, and no way from one to
//! another's.
//!
//! Roles and databases are made in single-user mode before the server runs, so no superuser can
//! log in over the network at all: `pg_hba.conf` lists one line per service and ends there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::net::SocketAddr;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::sys::signal::Signal;
use nix::unistd::{User, geteuid};
use tokio::time::{Instant, sleep};

use crate::process::Process;
use crate::{folder, ports};

const START: Duration = Duration::from_secs(60);
const STOP: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A running cluster.
#[derive(Debug)]
pub struct Postgres {
    process: Process,
    address: SocketAddr,
    passwords: BTreeMap<String, String>,
    home: Home,
}

#[derive(Debug)]
struct Home {
    folder: PathBuf,
    binaries: PathBuf,
    user: Option<User>,
}

impl Postgres {
    /// Starts the cluster of a folder, which is made first where there is none: one database and one
    /// role for each name, both called like it. Names are plain identifiers (`registry`).
    ///
    /// # Errors
    /// No server binaries on this machine, the folder is closed to the user that the server runs as,
    /// or the server does not come up.
    pub async fn start(folder: &Path, names: &[&str]) -> Result<Self> {
        let home = Home { folder: folder.to_owned(), binaries: server_binaries()?, user: ordinary_user()? };
        if !home.data().join("PG_VERSION").exists() {
            home.make(names)?;
        }
        let mut passwords = BTreeMap::new();
        for name in names {
            passwords.insert((*name).to_owned(), home.password(name)?);
        }
        let (process, address) = home.run().await?;
        Ok(Self { process, address, passwords, home })
    }

    /// Where the server listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of a service's own database, reached at `address` (the server's own, or a proxy's).
    ///
    /// # Errors
    /// The cluster has no database of that name.
    pub fn url(&self, name: &str, address: SocketAddr) -> Result<String> {
        let Some(password) = self.passwords.get(name) else {
            bail!("no database {name} in this cluster");
        };
        Ok(format!("postgres://{name}:{password}@{address}/{name}"))
    }

    /// The server process.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// Starts the server again at the same address after it was stopped or killed. Children of a killed
    /// server live on for a moment, and none starts in the folder until they are gone.
    ///
    /// # Errors
    /// The server does not come up.
    pub async fn start_again(&mut self) -> Result<()> {
        let deadline = Instant::now() + START;
        self.process = loop {
            match self.home.run_at(self.address).await {
                Ok(process) => break process,
                Err(error) if children_live(&error) && Instant::now() < deadline => {
                    sleep(LOOK_AGAIN).await;
                }
                Err(error) => return Err(error),
            }
        };
        Ok(())
    }

    /// Stops the server: open connections end, everything committed is on disk.
    ///
    /// # Errors
    /// It had to be killed.
    pub async fn stop(&mut self) -> Result<()> {
        self.process.stop(Signal::SIGINT, STOP).await?;
        Ok(())
    }
}

impl Home {
    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn password_file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.password"))
    }

    fn password(&self, name: &str) -> Result<String> {
        let file = self.password_file(name);
        fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))
    }

    /// A command of the server's binaries, run as the user that it accepts.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.binaries.join(program));
        command.current_dir("/").env("LC_ALL", "C");
        if let Some(user) = &self.user {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
        command
    }

    fn make(&self, names: &[&str]) -> Result<()> {
        fs::create_dir_all(self.data()).with_context(|| format!("make {}", self.data().display()))?;
        fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o755))?;
        if let Some(user) = &self.user {
            folder::reachable_for_all(&self.data())?;
            chown(self.data(), Some(user.uid.as_raw()), Some(user.gid.as_raw()))
                .with_context(|| format!("give {} to {}", self.data().display(), user.name))?;
        }
        let mut initdb = self.command("initdb");
        initdb.arg("-D").arg(self.data()).args([
            "--username=postgres",
            "--auth=reject",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        succeeded(&mut initdb, "")?;

        let mut statements = String::new();
        let mut doors = String::from("# one door for each service, to its own database\n");
        for name in names {
            let password = uuid::Uuid::new_v4().simple().to_string();
            folder::write_secret(&self.password_file(name), &password)?;
            writeln!(statements, "create role {name} login password '{password}';")?;
            writeln!(statements, "create database {name} owner {name};")?;
            writeln!(statements, "revoke connect, temporary on database {name} from public;")?;
            writeln!(doors, "host {name} {name} 127.0.0.1/32 scram-sha-256")?;
        }
        fs::write(self.data().join("pg_hba.conf"), doors).context("write pg_hba.conf")?;
        let mut single = self.command("postgres");
        // As with initdb, what a power cut takes now is made again; the server itself keeps fsync.
        single.args(["--single", "-j", "-c", "exit_on_error=on", "-c", "fsync=off", "-D"]);
        single.arg(self.data()).arg("postgres");
        // With -j a statement ends at a semicolon and an empty line.
        succeeded(&mut single, &statements.replace('\n', "\n\n"))
    }

    async fn run(&self) -> Result<(Process, SocketAddr)> {
        let mut last = None;
        // Another process may take a port between our choice and the server's bind.
        for _ in 0..5 {
            let address = ports::free()?;
            match self.run_at(address).await {
                Ok(process) => return Ok((process, address)),
                Err(error) if error.to_string().contains("could not bind") => last = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(last.unwrap_or_else(|| anyhow::anyhow!("no port for PostgreSQL")))
    }

    async fn run_at(&self, address: SocketAddr) -> Result<Process> {
        let mut postgres = self.command("postgres");
        postgres.arg("-D").arg(self.data());
        for setting in [
            format!("port={}", address.port()),
            format!("listen_addresses={}", address.ip()),
            "unix_socket_directories=".to_owned(),
            "max_connections=200".to_owned(),
            "shared_buffers=64MB".to_owned(),
        ] {
            postgres.arg("-c").arg(setting);
        }
        let log = self.folder.join("postgres.log");
        // SIGQUIT: the server ends its children and itself at once; the next start recovers.
        let mut process = Process::start("postgres", postgres, &log, Signal::SIGQUIT)?;
        process.wait_for_words("database system is ready to accept connections", START).await?;
        Ok(process)
    }
}

/// Whether a start failed because of the children of the server before.
fn children_live(error: &anyhow::Error) -> bool {
    error.to_string().contains("pre-existing shared memory block")
}

/// Runs a command to its end with `input` on its standard input.
fn succeeded(command: &mut Command, input: &str) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut run = || -> std::io::Result<std::process::Output> {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes())?;
        }
        child.wait_with_output()
    };
    let output = run().with_context(|| format!("run {program}"))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        bail!("{program} failed ({}):\n{words}", output.status);
    }
    Ok(())
}

/// The user that the server runs as: root's stand-in, or nobody else.
fn ordinary_user() -> Result<Option<User>> {
    if !geteuid().is_root() {
        return Ok(None);
    }
    for name in ["postgres", "nobody"] {
        if let Some(user) = User::from_name(name).with_context(|| format!("look up {name}"))? {
            return Ok(Some(user));
        }
    }
    bail!("PostgreSQL refuses root, and there is neither a user postgres nor nobody")
}

/// Finds the newest server binaries: `BIANZHI_POSTGRES`, `pg_config`, Debian's folders, the usual places.
///
/// # Errors
/// This machine has none.
pub fn server_binaries() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("BIANZHI_POSTGRES") {
        return Ok(PathBuf::from(named));
    }
    let mut candidates = Vec::new();
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        candidates.push(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    }
    candidates.extend(debian_folders());
    for place in ["/usr/local/bin", "/usr/local/pgsql/bin", "/usr/bin", "/opt/homebrew/bin"] {
        candidates.push(PathBuf::from(place));
    }
    candidates
        .into_iter()
        .find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
        .context(
            "no PostgreSQL server binaries (initdb, postgres): `make setup`, or name their folder in BIANZHI_POSTGRES",
        )
}

/// `/usr/lib/postgresql/<major>/bin`, the newest first.
fn debian_folders() -> Vec<PathBuf> {
    let mut majors: Vec<u32> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    majors.sort_unstable_by(|a, b| b.cmp(a));
    majors.into_iter().map(|major| PathBuf::from(format!("/usr/lib/postgresql/{major}/bin"))).collect()
}

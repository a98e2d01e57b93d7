//! PostgreSQL's own share of a transition: pgbench with the same statements on copies of the same rows.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use devstack::postgres::server_binaries;
use tokio::process::{Child, Command};

use crate::base::home;

/// Transitions in one run of the script: a case is forwarded and handed back.
const EACH: f64 = 2.0;

/// Makes the tables that pgbench works on, in the service's own database.
pub(super) async fn prepare(database: &str) -> Result<()> {
    let mut psql = tool("psql", database)?;
    psql.args(["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--command"]);
    psql.arg("drop schema if exists floor cascade; create schema floor;");
    // The service's own migrations, so that constraints, indexes and triggers are the same.
    psql.args(["--command", "set search_path = floor"]);
    for migration in migrations()? {
        psql.arg("--file").arg(migration);
    }
    psql.arg("--file").arg(home().join("data/bench/prepare.sql"));
    let done = psql.output().await.context("run psql")?;
    if !done.status.success() {
        bail!("psql: {}", String::from_utf8_lossy(&done.stderr));
    }
    Ok(())
}

/// Starts pgbench.
pub(super) fn start(database: &str, clients: usize, time: Duration) -> Result<Child> {
    let mut pgbench = tool("pgbench", database)?;
    pgbench
        .env("PGOPTIONS", "-c search_path=floor")
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
        .arg(format!("--client={clients}"))
        .arg(format!("--time={}", time.as_secs()))
        .arg("--file")
        .arg(home().join("data/bench/transition.sql"));
    pgbench.spawn().context("run pgbench")
}

/// Waits for pgbench; transitions per second.
pub(super) async fn finish(running: Child) -> Result<f64> {
    let done = running.wait_with_output().await?;
    let said = String::from_utf8_lossy(&done.stdout);
    let rate =
        said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse::<f64>().ok());
    match rate {
        Some(rate) if done.status.success() => Ok(rate * EACH),
        _ => bail!("pgbench: {said}{}", String::from_utf8_lossy(&done.stderr)),
    }
}

/// A tool of PostgreSQL's, connected to a database of this URL.
fn tool(name: &str, url: &str) -> Result<Command> {
    // pgbench takes no URL, both take the parts from the environment.
    let parts = url.strip_prefix("postgres://").and_then(|rest| {
        let (user, rest) = rest.split_once(':')?;
        let (password, rest) = rest.split_once('@')?;
        let (host, rest) = rest.split_once(':')?;
        let (port, database) = rest.split_once('/')?;
        Some([
            ("PGUSER", user),
            ("PGPASSWORD", password),
            ("PGHOST", host),
            ("PGPORT", port),
            ("PGDATABASE", database),
        ])
    });
    let mut command = Command::new(server_binaries()?.join(name));
    command
        .envs(parts.with_context(|| format!("the database's address for {name}"))?)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    Ok(command)
}

fn migrations() -> Result<Vec<PathBuf>> {
    let folder = home().join("../services/workflow/migrations");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files)
}

//! One service: its ports, its process, its readiness.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use nix::sys::signal::Signal;

use super::config::{Places, Settings};
use crate::postgres::Postgres;
use crate::process::Process;
use crate::proxy::Proxy;
use crate::{admin, ports};

/// Ready after migrations and the first trust snapshot.
const START: Duration = Duration::from_secs(60);
/// A service gives itself 25 s to finish what is under way.
const STOP: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub(super) struct House {
    name: &'static str,
    listen: SocketAddr,
    admin: SocketAddr,
    process: Option<Process>,
}

impl House {
    pub(super) fn new(name: &'static str) -> Result<Self> {
        Ok(Self { name, listen: ports::free()?, admin: ports::free()?, process: None })
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn listen(&self) -> SocketAddr {
        self.listen
    }

    pub(super) fn admin(&self) -> SocketAddr {
        self.admin
    }

    pub(super) fn configure(&self, places: &Places, proxy: &Proxy, postgres: &Postgres) -> Result<()> {
        let settings = Settings {
            name: self.name,
            listen: self.listen,
            admin: self.admin,
            database_url: postgres.url(self.name, proxy.link(self.name, "postgres")?.address())?,
        };
        places.write(&settings, proxy)
    }

    pub(super) fn start(&mut self, places: &Places) -> Result<()> {
        let mut command = places.command(self.name);
        command.arg("--config").arg(places.config(self.name));
        let log = places.logs().join(format!("{}.log", self.name));
        self.process = Some(Process::start(self.name, command, &log, Signal::SIGKILL)?);
        Ok(())
    }

    pub(super) async fn ready(&mut self) -> Result<()> {
        let admin = self.admin;
        self.process()?.wait_until(START, || async move { admin::get(admin, "/readyz").await.is_ok() }).await
    }

    pub(super) fn process(&mut self) -> Result<&mut Process> {
        let name = self.name;
        self.process.as_mut().with_context(|| format!("{name} was not started"))
    }

    /// Whether it was started and has not ended.
    pub(super) fn runs(&mut self) -> Result<bool> {
        match &mut self.process {
            Some(process) => Ok(process.ended()?.is_none()),
            None => Ok(false),
        }
    }

    /// Asks it to stop without waiting.
    pub(super) fn ask_to_stop(&mut self) -> Result<()> {
        match &mut self.process {
            Some(process) => process.signal(Signal::SIGTERM),
            None => Ok(()),
        }
    }

    /// Stops it in order; one that does not run is stopped already.
    pub(super) async fn stop(&mut self) -> Result<()> {
        if let Some(mut process) = self.process.take() {
            process.stop(Signal::SIGTERM, STOP).await?;
        }
        Ok(())
    }
}

//! Arming fault points and planted bugs of a service, and reading what it counts, by its admin port.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use fault::{Action, Arm, Count};

use super::Devstack;
use crate::admin;

/// The admin port of one service, apart from the mesh: it stays where it is when the service is started again.
#[derive(Debug, Clone, Copy)]
pub struct Admin(SocketAddr);

impl Devstack {
    /// The admin port of a service.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn admin(&self, service: &str) -> Result<Admin> {
        let house = self.houses.iter().find(|house| house.name() == service);
        Ok(Admin(house.with_context(|| format!("no service {service}"))?.admin()))
    }
}

impl Admin {
    /// Arms a point or a bug.
    ///
    /// # Errors
    /// The service does not run, or has no place of that name that can do this.
    pub async fn arm(&self, arm: &Arm) -> Result<()> {
        let body = serde_json::to_string(arm).context("write what is armed")?;
        admin::post(self.0, "/faults", &body).await.with_context(|| format!("arm {}", arm.name))?;
        Ok(())
    }

    /// Lets whoever is held at a point go on, and nothing more happen there.
    ///
    /// # Errors
    /// As [`Admin::arm`].
    pub async fn release(&self, name: &str) -> Result<()> {
        self.arm(&Arm { name: name.to_owned(), action: Action::Release, after: 1, times: 1 }).await
    }

    /// What its places saw since it was started.
    ///
    /// # Errors
    /// The service does not run.
    pub async fn counts(&self) -> Result<Vec<Count>> {
        let text = admin::get(self.0, "/faults").await?;
        serde_json::from_str(&text).context("read the counts of fault points")
    }

    /// What a place saw since the service was started.
    ///
    /// # Errors
    /// The service does not run, or has no such place.
    pub async fn count(&self, name: &str) -> Result<Count> {
        let found = self.counts().await?.into_iter().find(|count| count.name == name);
        found.with_context(|| format!("no place is named {name}"))
    }

    /// Its metrics, in Prometheus' text form.
    ///
    /// # Errors
    /// The service does not run.
    pub async fn metrics(&self) -> Result<String> {
        admin::get(self.0, "/metrics").await
    }
}

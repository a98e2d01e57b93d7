//! Setting the business clock of all six services.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use kernel::clock::{BusinessClock, setting_line};
use time::OffsetDateTime;
use tokio::time::{Instant, sleep};

use super::Devstack;
use crate::admin;

const PATIENCE: Duration = Duration::from_secs(15);
const LOOK_EVERY: Duration = Duration::from_millis(20);

impl Devstack {
    /// The business clock that the services follow.
    #[must_use]
    pub fn business_clock(&self) -> BusinessClock {
        BusinessClock::file(self.places.clock())
    }

    /// Sets business time to `instant`, from where it runs on at real speed, and answers when every
    /// running service has confirmed the jump. Business time never goes back.
    ///
    /// # Errors
    /// `instant` is in the business past, or a service does not confirm in time.
    pub async fn set_business_time(&mut self, instant: OffsetDateTime) -> Result<()> {
        let present = self.business_clock();
        if present.setting().is_some() && instant < present.now() {
            bail!("business time is {} and never goes back to {instant}", present.now());
        }
        let line = setting_line(instant).context("format the setting")?;
        let file = self.places.clock();
        let unnamed = file.with_extension("new");
        fs::write(&unnamed, &line).context("write the setting")?;
        fs::rename(&unnamed, &file).context("put the setting in place")?;

        let deadline = Instant::now() + PATIENCE;
        for house in &mut self.houses {
            // One that is down reads the file when it starts.
            while house.runs()? && !follows(house.admin(), &line).await {
                if Instant::now() > deadline {
                    bail!("{} does not follow the business clock", house.name());
                }
                sleep(LOOK_EVERY).await;
            }
        }
        Ok(())
    }
}

/// Whether a service's clock follows this setting.
async fn follows(admin: std::net::SocketAddr, setting: &str) -> bool {
    let setting = format!("\"{setting}\"");
    admin::get(admin, "/clock").await.is_ok_and(|clock| clock.contains(&setting))
}

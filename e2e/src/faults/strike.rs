//! Faults: where one strikes, and how what it broke comes back.

use std::fmt;
use std::time::Duration;

use anyhow::{Context, bail};
use devstack::Devstack;
use fault::{Action, Arm, Bug, Point};
use tokio::time::{Instant, sleep};

use crate::partners::Partner;

/// How long a point may take to be reached: as long as a batch.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(10);
/// How long a cut link stays cut.
const OUTAGE: Duration = Duration::from_millis(1500);

/// One fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing: the run that all others are compared with.
    None,
    /// A service dies at a point and is started again.
    Kill { service: &'static str, at: Point },
    /// At a point the link to the house that is called is cut, and healed a moment later.
    Cut { service: &'static str, at: Point, to: &'static str },
    /// A service, the broker or the database dies wherever it is, and is started again.
    KillAnywhere { what: &'static str },
    /// A partner's program dies (`die MOMENT`) and is started again.
    PartnerDies { moment: &'static str },
    /// A service goes wrong as planted, and dies at a point if the bug shows only then.
    Planted { service: &'static str, bug: Bug, after: u32, times: u32, dies_at: Option<Point> },
}

/// What is struck at, and at which of the moments that the undisturbed run had.
pub(super) struct Strike<'a> {
    pub(super) mesh: &'a mut Devstack,
    pub(super) partner: &'a mut Partner,
}

/// A fault, and at which of the moments that the undisturbed run had it strikes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timed {
    pub(super) fault: Fault,
    /// The hit at which a point strikes, from 1.
    pub(super) after: u32,
    /// When a fault without a point strikes.
    pub(super) moment: Duration,
}

impl Fault {
    /// What it takes away for a moment. Two faults that strike at the same can't share a batch.
    pub(super) fn strikes(self) -> &'static str {
        match self {
            Self::None => "nothing",
            Self::Kill { service, .. } | Self::Cut { service, .. } | Self::Planted { service, .. } => service,
            Self::KillAnywhere { what } => what,
            Self::PartnerDies { .. } => "finance",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("undisturbed"),
            Self::Kill { service, at } => write!(f, "kill {service} at {}", at.name()),
            Self::Cut { service, at, to } => write!(f, "cut {service} from {to} at {}", at.name()),
            Self::KillAnywhere { what } => write!(f, "kill {what} at a random moment"),
            Self::PartnerDies { moment } => write!(f, "kill finance's system {moment}"),
            Self::Planted { service, bug, dies_at, .. } => {
                write!(f, "{} in {service}", bug.name())?;
                dies_at.map_or(Ok(()), |point| write!(f, ", killed at {}", point.name()))
            }
        }
    }
}

impl Strike<'_> {
    /// Arms what strikes at a point. Before the batch, so that no hit is missed.
    pub(super) async fn arm(&mut self, timed: Timed) -> anyhow::Result<()> {
        match timed.fault {
            Fault::None | Fault::KillAnywhere { .. } => Ok(()),
            Fault::Kill { service, at } => self.point(service, at, Action::Kill, timed.after).await,
            Fault::Cut { service, at, .. } => self.point(service, at, Action::Hold, timed.after).await,
            Fault::PartnerDies { moment } => self.partner.tell(&format!("die {moment}")).await,
            Fault::Planted { service, bug, after, times, dies_at } => {
                let arm = Arm { name: bug.name().to_owned(), action: Action::Bug, after, times };
                self.mesh.admin(service)?.arm(&arm).await?;
                match dies_at {
                    Some(point) => self.point(service, point, Action::Kill, 1).await,
                    None => Ok(()),
                }
            }
        }
    }

    async fn point(&self, service: &str, at: Point, action: Action, after: u32) -> anyhow::Result<()> {
        let arm = Arm { name: at.name().to_owned(), action, after, times: 1 };
        self.mesh.admin(service)?.arm(&arm).await
    }

    /// Waits until the fault strikes, and has what it broke come back; how often it struck.
    ///
    /// # Errors
    /// It did not strike: the run is invalid.
    pub(super) async fn strike(&mut self, timed: Timed) -> anyhow::Result<u32> {
        match timed.fault {
            Fault::None => Ok(0),
            Fault::Kill { service, .. } => self.start_again_when_dead(service).await,
            Fault::Cut { service, at, to } => self.cut(service, at, to).await,
            Fault::KillAnywhere { what } => {
                sleep(timed.moment).await;
                self.mesh.kill(what)?;
                self.mesh.restart(what).await?;
                Ok(1)
            }
            Fault::PartnerDies { .. } => {
                self.partner.start_again_when_dead(PATIENCE).await?;
                Ok(1)
            }
            Fault::Planted { service, dies_at: Some(_), .. } => self.start_again_when_dead(service).await,
            Fault::Planted { service, bug, dies_at: None, .. } => self.shown(service, bug).await,
        }
    }

    async fn start_again_when_dead(&mut self, service: &str) -> anyhow::Result<u32> {
        let died = self.mesh.process(service)?.wait(PATIENCE).await;
        died.with_context(|| format!("{service} did not die: the point was not reached"))?;
        self.mesh.restart(service).await?;
        Ok(1)
    }

    async fn cut(&mut self, service: &str, at: Point, to: &str) -> anyhow::Result<u32> {
        let admin = self.mesh.admin(service)?;
        let deadline = Instant::now() + PATIENCE;
        while !admin.count(at.name()).await?.held {
            if Instant::now() > deadline {
                bail!("nobody came to {} in {service}", at.name());
            }
            sleep(LOOK).await;
        }
        let link = self.mesh.link(service, to)?;
        link.cut();
        admin.release(at.name()).await?;
        sleep(OUTAGE).await;
        link.heal();
        Ok(1)
    }

    /// How often a planted bug has shown, once it has.
    async fn shown(&self, service: &str, bug: Bug) -> anyhow::Result<u32> {
        let admin = self.mesh.admin(service)?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let happened = admin.count(bug.name()).await?.happened;
            if happened > 0 {
                return Ok(happened);
            }
            if Instant::now() > deadline {
                bail!("{} did not show in {service}", bug.name());
            }
            sleep(LOOK).await;
        }
    }

    /// Has a planted bug show no more.
    pub(super) async fn disarm(&self, fault: Fault) -> anyhow::Result<()> {
        if let Fault::Planted { service, bug, .. } = fault {
            self.mesh.admin(service)?.release(bug.name()).await?;
        }
        Ok(())
    }
}

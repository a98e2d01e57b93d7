//! `delivery list|redrive|refused`: what partners were told, and what came back and was not taken (推送).
mod list;
mod redrive;
mod refused;

use clap::Subcommand;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::session::Session;

/// Deliveries to partners (推送).
#[derive(Debug, Subcommand)]
pub enum Delivery {
    /// List deliveries, newest first.
    List(list::List),
    /// Send a parked message once more (重推).
    Redrive(redrive::Redrive),
    /// List what partners' systems sent and was refused, newest first (拒收的消息).
    Refused(refused::Refused),
}

impl Delivery {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        match self {
            Self::List(list) => list.run(session).await,
            Self::Redrive(redrive) => redrive.run(session).await,
            Self::Refused(refused) => refused.run(session).await,
        }
    }
}

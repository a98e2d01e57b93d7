//! `mesh status|probe`: whether the services answer, and whether they hear.

mod probe;
mod status;

use clap::Subcommand;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::session::Session;

/// The mesh of services.
#[derive(Debug, Subcommand)]
pub enum Mesh {
    /// Ask each service whether it serves.
    Status,
    /// Send a fact through each service's outbox, Kafka and inbox, all in one trace (duty `setup`).
    Probe(probe::Probe),
}

impl Mesh {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        match self {
            Self::Status => status::run(session).await,
            Self::Probe(command) => command.run(session).await,
        }
    }
}

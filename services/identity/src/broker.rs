//! Partners' access to the broker, kept as the log of certificates says (docs/decisions/0042).
use std::collections::HashSet;

use messaging::Kafka;
use messaging::bootstrap::{self, Acl, principal};

use crate::app::{self, App};
use crate::domain::BrokerAccess;

/// The broker's access rules, as this process has made sure of them.
pub(crate) struct Broker {
    kafka: Kafka,
    /// What is in force for certain. Empty after a start, so that the whole log is replayed once: a broker
    /// that lost its rules, or was away when a certificate was revoked, has them again.
    in_force: HashSet<BrokerAccess>,
}

impl Broker {
    /// Nothing is known to be in force yet.
    pub(crate) fn new(kafka: Kafka) -> Self {
        Self { kafka, in_force: HashSet::new() }
    }

    /// Makes the rules that are missing, denials first; how many names that were. What is there stays, and a
    /// denial wins over everything that is allowed.
    ///
    /// # Errors
    /// When the log can't be read, or the broker does not answer or refuses; the next call makes what is left.
    pub(crate) async fn keep(&mut self, app: &App) -> Result<usize, Error> {
        let wanted = app.broker_access().await?;
        let mut missing: Vec<BrokerAccess> =
            wanted.into_iter().filter(|access| !self.in_force.contains(access)).collect();
        missing.sort_by_key(|access| !access.is_shut_out);
        let count = missing.len();
        for access in missing {
            self.enforce(&access).await?;
            self.in_force.insert(access);
        }
        Ok(count)
    }

    async fn enforce(&self, access: &BrokerAccess) -> Result<(), Error> {
        let name = principal("partner", &access.common_name);
        let rules = if access.is_shut_out {
            Acl::shut_out(&name).to_vec()
        } else {
            Acl::partner(&access.partner_id, &name)
        };
        bootstrap::apply(&self.kafka, &[], &rules).await?;
        let (name, is_shut_out) = (access.common_name.as_str(), access.is_shut_out);
        tracing::info!(principal.id = name, is_shut_out, "the broker has its rules for {name}");
        Ok(())
    }
}

/// Why rules are not in force yet.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// What is wanted can't be read.
    #[error(transparent)]
    Wanted(#[from] app::Error),
    /// The broker did not make them.
    #[error(transparent)]
    Broker(#[from] messaging::Error),
}

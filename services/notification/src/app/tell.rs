use std::collections::BTreeSet;

use policy::Snapshot;

use super::{App, Error};
use crate::domain::{Address, Message, MessageId, Names, Occasion, Sentence};
use crate::store::{self, EventId, messages};

/// Tells everybody whom a fact concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tell {
    /// The fact.
    pub event: EventId,
    /// What it means here.
    pub occasion: Occasion,
}

impl App {
    /// Writes one message for each person concerned; once per fact, however often it is told.
    ///
    /// Whoever holds the desk at this moment is told. Whoever acted knows and is not.
    ///
    /// # Errors
    /// [`Error::TrustUnknown`] while no directory is known: the fact must wait.
    pub async fn tell(&self, command: Tell) -> Result<(), Error> {
        let Tell { event, occasion } = command;
        let snapshot = self.trust.current().ok_or(Error::TrustUnknown)?;
        let recipients = recipients(&occasion, &snapshot);
        if recipients.is_empty() {
            tracing::warn!(
                case.id = occasion.case_id(),
                kind = occasion.kind().as_str(),
                "nobody is there to be told"
            );
        }
        let unit_id = occasion.unit_id().unwrap_or_default();
        let names = Names { unit: snapshot.unit(unit_id).map_or(unit_id, |unit| &unit.name) };
        let sentence = Sentence::on(&occasion, names);

        let mut tx = db::begin(&self.pool).await?;
        if !store::claim(&mut tx, &event).await? {
            return Ok(());
        }
        for recipient_id in recipients {
            let message = Message {
                id: MessageId::new(),
                recipient_id,
                event_id: event.id.clone(),
                kind: occasion.kind(),
                case_id: occasion.case_id().to_owned(),
                sentence: sentence.clone(),
                created_at: self.clock.now(),
            };
            messages::insert(&mut tx, &message).await?;
        }
        db::commit(tx).await?;
        Ok(())
    }
}

/// The persons behind the addresses, each once.
fn recipients(occasion: &Occasion, snapshot: &Snapshot) -> BTreeSet<String> {
    let mut recipients = BTreeSet::new();
    for address in occasion.addresses() {
        match address {
            Address::Operator(id) => {
                recipients.extend(snapshot.operator(&id).map(|operator| operator.id.clone()));
            }
            Address::Desk { jurisdiction_id, desk } => {
                for office in snapshot.of_kind(&jurisdiction_id, "staffing_office") {
                    recipients
                        .extend(snapshot.at_desk(&office.id, &desk).map(|operator| operator.id.clone()));
                }
            }
            Address::Clerks { unit_id } => {
                recipients.extend(snapshot.on_duty(&unit_id, "clerk").map(|operator| operator.id.clone()));
            }
            Address::Reviewers { unit_kind, area_code } => {
                let asked =
                    |unit: &&policy::Unit| unit.area_code == area_code && unit.kinds.contains(&unit_kind);
                for department in snapshot.units().filter(asked) {
                    recipients.extend(
                        snapshot.on_duty(&department.id, "opinion").map(|operator| operator.id.clone()),
                    );
                }
            }
        }
    }
    if let Some(actor_id) = occasion.actor_id() {
        recipients.remove(actor_id);
    }
    recipients
}

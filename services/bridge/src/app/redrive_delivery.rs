//! Sends a parked message to its partner once more.

use command::Claim;
use kernel::actor::Actor;
use policy::Principal;
use uuid::Uuid;

use super::{App, Error, get_review::same_area};
use crate::domain::{Delivery, DeliveryError};
use crate::store::{deliveries, streams};

/// Sends a parked message once more.
#[derive(Debug)]
pub struct RedriveDelivery {
    /// The request.
    pub request: command::Request,
    /// Event id of the message.
    pub event_id: Uuid,
    /// The delivery's etag as the operator saw it.
    pub etag: String,
    /// Who has it sent.
    pub actor: Actor,
}

impl App {
    /// The partner gets the same message as its next attempt; what waits behind it stays until it is applied.
    ///
    /// # Errors
    /// When no such delivery is the caller's to see, it is not parked, or it changed since it was seen.
    #[tracing::instrument(skip_all, fields(event.id = %command.event_id))]
    pub async fn redrive_delivery(
        &self,
        caller: &Principal,
        command: RedriveDelivery,
    ) -> Result<Delivery, Error> {
        let RedriveDelivery { request, event_id, etag, actor } = command;
        let mut tx = db::begin(&self.pool).await?;
        let delivery = deliveries::lock(&mut tx, event_id)
            .await?
            .filter(|delivery| same_area(caller, &delivery.area_code))
            .ok_or(DeliveryError::NotFound(event_id))?;
        if let Claim::Answered(answer) = command::claim(&mut tx, &request, self.system.now()).await? {
            return Ok(answer);
        }
        if delivery.etag() != etag {
            return Err(DeliveryError::EtagMismatch(event_id).into());
        }

        let delivery = delivery.redrive()?;
        streams::send_again(&mut tx, &self.vault, &delivery, &actor, self.clock.now()).await?;
        command::answer(&mut tx, &request.principal_id, request.id, &delivery, self.system.now()).await?;
        db::commit(tx).await?;
        Ok(delivery)
    }
}

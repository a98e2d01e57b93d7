//! Follows a delivery by the partner's receipts.

use super::{App, Error};
use crate::domain::{DeliveryState, MessageRefused, ProvedMessage, Receipt};
use crate::store::{deliveries, streams};

impl App {
    /// Takes a partner's receipt. One that says "applied" lets go what waited behind the message.
    ///
    /// # Errors
    /// When it names a message that this partner was never told, or its id was used before.
    #[tracing::instrument(skip_all, fields(partner.id = message.partner_id, event.id = %receipt.event_id))]
    pub async fn note_receipt(&self, message: &ProvedMessage, receipt: &Receipt) -> Result<(), Error> {
        let mut tx = db::begin(&self.pool).await?;
        if !self.claim_message(&mut tx, message).await? {
            return Ok(());
        }
        let delivery = deliveries::lock(&mut tx, receipt.event_id)
            .await?
            .filter(|delivery| delivery.partner_id == message.partner_id)
            .filter(|delivery| delivery.state != DeliveryState::Waiting)
            .ok_or(MessageRefused::DeliveryUnknown)?;
        let (before, now) = (delivery.state, self.clock.now());
        let delivery = delivery.after(receipt, now);
        deliveries::record_receipt(&mut tx, before, &delivery, receipt, now).await?;
        if delivery.state == DeliveryState::Applied && before != DeliveryState::Applied {
            streams::release(&mut tx, &self.vault, &delivery).await?;
        }
        if fault::planted(fault::bug::RECEIPT_TWICE) {
            let twice = Receipt { id: format!("{}-again", receipt.id), ..receipt.clone() };
            deliveries::record_receipt(&mut tx, before, &delivery, &twice, now).await?;
        }
        fault::reach(fault::point::RECEIPT_NOTED).await;
        db::commit(tx).await?;
        Ok(())
    }
}

//! Follows a delivery by the partner's receipts.

use super::{App, Error};
use crate::domain::Receipt;
use crate::store::{self, EventId, deliveries};

impl App {
    /// Takes a partner's receipt. `false` when it names a message that this partner was never told.
    #[tracing::instrument(skip_all, fields(partner.id = partner_id, event.id = %receipt.event_id))]
    pub async fn note_receipt(
        &self,
        event: &EventId,
        partner_id: &str,
        receipt: &Receipt,
    ) -> Result<bool, Error> {
        let mut tx = db::begin(&self.pool).await?;
        if !store::claim(&mut tx, event).await? {
            return Ok(true);
        }
        let Some(delivery) = deliveries::lock(&mut tx, partner_id, receipt.event_id).await? else {
            return Ok(false);
        };
        let (before, now) = (delivery.state, self.clock.now());
        let delivery = delivery.after(receipt, now);
        deliveries::record_receipt(&mut tx, before, &delivery, receipt, now).await?;
        db::commit(tx).await?;
        Ok(true)
    }
}

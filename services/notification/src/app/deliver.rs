use super::{App, Error};
use crate::store::deliveries;

impl App {
    /// Carries the delivery out that has waited longest, outside any transaction: attempt begun → carried → noted.
    /// A crash or a failure in between is followed by another attempt of the same delivery, which leaves the same.
    /// How many were carried out.
    ///
    /// # Errors
    /// [`Error::Channel`] when the channel did not take it; the next attempt waits longer.
    pub async fn deliver_due(&self) -> Result<usize, Error> {
        let leaving = || self.0.channels.iter().filter(|channel| channel.leaves_the_house());
        let names: Vec<String> = leaving().map(|channel| channel.name().to_owned()).collect();
        if names.is_empty() {
            return Ok(0);
        }
        let mut tx = db::begin(&self.0.pool).await?;
        let begun = deliveries::begin_due(&mut tx, &names, self.0.system_clock.now()).await?;
        db::commit(tx).await?;
        let Some(delivery) = begun else { return Ok(0) };

        for channel in leaving().filter(|channel| channel.name() == delivery.channel) {
            let carried = channel.carry(&delivery).await;
            let outcome = if carried.is_ok() { "delivered" } else { "failed" };
            let labels = [("channel", channel.name()), ("outcome", outcome)];
            metrics::counter!("bianzhi_notification_deliveries_total", &labels).increment(1);
            carried?;
        }
        let mut tx = db::begin(&self.0.pool).await?;
        deliveries::delivered(&mut tx, delivery.id, self.0.system_clock.now()).await?;
        db::commit(tx).await?;
        Ok(1)
    }
}

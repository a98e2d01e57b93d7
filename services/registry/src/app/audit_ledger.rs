//! Counts what does not balance in the ledger: it must stay nothing.

use super::{App, Error};
use crate::store::ledger::{self, Violations};

impl App {
    /// Counts what must never be in the ledger, for the metric `registry_ledger_violations`, which stays 0.
    ///
    /// # Errors
    /// Only when the database says so.
    pub async fn audit_ledger(&self) -> Result<Violations, Error> {
        let mut tx = self.begin().await?;
        let violations = ledger::violations(&mut tx).await?;
        let Violations { steps, sums, seats, reserved } = violations;
        for (what, count) in [("steps", steps), ("sums", sums), ("seats", seats), ("reserved", reserved)] {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            metrics::gauge!("registry_ledger_violations", "what" => what).set(f64::from(count));
        }
        if violations != Violations::default() {
            tracing::error!(steps, sums, seats, reserved, "the ledger contradicts itself");
        }
        Ok(violations)
    }
}

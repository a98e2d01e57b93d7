//! Records a partner's message that can't be taken.

use command::audit::{self, RefusedAttempt};
use sha2::{Digest, Sha256};

use super::{App, Error};
use crate::store::{self, EventId};

/// A partner's message that was not taken.
#[derive(Debug)]
pub struct RefusedMessage<'a> {
    /// Its id.
    pub event: &'a EventId,
    /// The partner on whose topic it came.
    pub partner_id: &'a str,
    /// Thumbprint of the certificate that it names; empty where it names none.
    pub signer: String,
    /// The record as it came.
    pub record: &'a [u8],
    /// CloudEvents type that it says.
    pub event_type: &'a str,
    /// A value of `ErrorReason`.
    pub reason: &'a str,
}

impl App {
    /// Records the refusal; the partner's stream goes on.
    pub async fn refuse_message(&self, refused: &RefusedMessage<'_>) -> Result<(), Error> {
        tracing::warn!(
            partner.id = refused.partner_id,
            reason = refused.reason,
            "refused a partner's message"
        );
        let attempt = RefusedAttempt {
            principal_id: refused.partner_id.to_owned(),
            unit_id: None,
            certificate_serial: refused.signer.clone(),
            method: refused.event_type.to_owned(),
            reason: refused.reason.to_owned(),
            seen_hash: Sha256::digest(refused.record).into(),
            trace_id: None,
            attempted_at: self.clock.now(),
        };
        audit::record(&self.pool, &attempt).await?;
        let mut tx = db::begin(&self.pool).await?;
        store::claim(&mut tx, refused.event).await?;
        db::commit(tx).await?;
        Ok(())
    }
}

//! Records a partner's message that can't be taken.

use sha2::{Digest, Sha256};

use super::{App, Error};
use crate::domain::ProvedMessage;
use crate::store::messages::{self, Refusal};

/// How much of what an unproved message says about itself is kept, in characters.
const KEPT: usize = 200;

/// A record of a partner's topic that was not taken.
#[derive(Debug)]
pub struct RefusedRecord<'a> {
    /// The topic, without its environment.
    pub topic: &'a str,
    /// The partner whose topic it is.
    pub partner_id: &'a str,
    /// Where the record lies in it.
    pub offset: i64,
    /// The record as it came.
    pub record: &'a [u8],
    /// CloudEvents id, as the message says.
    pub event_id: &'a str,
    /// CloudEvents type, as the message says.
    pub event_type: &'a str,
    /// Thumbprint of the certificate that the signature names, if it names one.
    pub thumbprint: Option<&'a [u8]>,
    /// A value of `ErrorReason`.
    pub reason: &'a str,
    /// The message, when its signature was found good: its id is used up.
    pub proved: Option<&'a ProvedMessage>,
}

impl App {
    /// Records the refusal; the partner's stream goes on. An id is used up only by a message that its partner
    /// signed: nobody else can spoil it.
    pub async fn refuse_message(&self, refused: &RefusedRecord<'_>) -> Result<(), Error> {
        tracing::warn!(
            partner.id = refused.partner_id,
            reason = refused.reason,
            "refused a message on a topic of {}",
            refused.partner_id
        );
        let (event_id, event_type) = (kept(refused.event_id), kept(refused.event_type));
        let signer = self.signer_text(refused.thumbprint);
        let refusal = Refusal {
            topic: refused.topic,
            offset: refused.offset,
            partner_id: refused.partner_id,
            area_code: refused.partner_id.rsplit_once('-').map_or("", |(_, area_code)| area_code),
            event_id: &event_id,
            event_type: &event_type,
            reason: refused.reason,
            signer: &signer,
            seen_hash: Sha256::digest(refused.record).into(),
        };
        let now = self.clock.now();
        let mut tx = db::begin(&self.pool).await?;
        if let Some(message) = refused.proved {
            messages::claim(&mut tx, &self.vault, message, now).await?;
        }
        messages::record_refused(&mut tx, &refusal, now).await?;
        db::commit(tx).await?;
        Ok(())
    }

    /// Claims a message in the transaction of its effect; `false` when the same record had its effect already.
    ///
    /// # Errors
    /// When another record used the id: the message is a repetition, or its id was reused.
    pub(super) async fn claim_message(
        &self,
        tx: &mut db::Tx,
        message: &ProvedMessage,
    ) -> Result<bool, Error> {
        match messages::claim(tx, &self.vault, message, self.clock.now()).await? {
            None => Ok(true),
            Some(seen) => {
                message.beside(&seen)?;
                Ok(false)
            }
        }
    }
}

/// The beginning of what a message says, without what a row can't keep.
fn kept(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(KEPT).collect()
}

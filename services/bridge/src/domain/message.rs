//! What a partner's system sends: who may sign it, what a used id means, why it is not taken.

use std::fmt;

use kernel::error::{Coded, Kind};
use time::OffsetDateTime;

/// A certificate that a message names as its signer's, as the trust snapshot has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// `<role>-<area code>` of the partner that holds it.
    pub partner_id: String,
    /// Its serial, upper-case hexadecimal.
    pub serial: String,
    /// First instant of validity, system time.
    pub not_before: OffsetDateTime,
    /// Last instant of validity, system time.
    pub not_after: OffsetDateTime,
    /// Whether it was revoked.
    pub is_revoked: bool,
}

impl Signer {
    /// Whether its holder may speak on the topics of `partner_id` at `now` (system time).
    pub fn may_speak_for(&self, partner_id: &str, now: OffsetDateTime) -> Result<(), MessageRefused> {
        if self.partner_id != partner_id {
            return Err(MessageRefused::SignerForeign);
        }
        if self.is_revoked {
            return Err(MessageRefused::SignerRevoked);
        }
        if now < self.not_before || now > self.not_after {
            return Err(MessageRefused::SignerExpired);
        }
        Ok(())
    }
}

/// A message of a partner's system whose signature was found good. Its `Debug` shows nothing of the record.
#[derive(Clone, PartialEq, Eq)]
pub struct ProvedMessage {
    /// The partner: it signed, and the topic is its own.
    pub partner_id: String,
    /// The topic, without its environment.
    pub topic: String,
    /// CloudEvents id: the nonce, unique within the topic.
    pub event_id: String,
    /// Where the record lies in the topic.
    pub offset: i64,
    /// SHA-256 of what the signature covers.
    pub digest: [u8; 32],
    /// Serial of the signer's certificate.
    pub signer_serial: String,
    /// The record as it came.
    pub record: Vec<u8>,
}

impl fmt::Debug for ProvedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProvedMessage({}, {}, ***)", self.topic, self.event_id)
    }
}

/// What is known of an earlier message with the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenMessage {
    /// Where its record lies in the topic.
    pub offset: i64,
    /// SHA-256 of what its signature covers.
    pub digest: [u8; 32],
}

impl ProvedMessage {
    /// Which of its partner's streams it came on: `receipt` or `opinion`.
    pub fn stream(&self) -> &str {
        self.topic.split('.').nth(1).unwrap_or_default()
    }

    /// What a message with an id that was taken before is: the same record offered again, which had its effect
    /// and is no offence (`Ok`), the same content sent once more, or other content under a used id.
    pub fn beside(&self, seen: &SeenMessage) -> Result<(), MessageRefused> {
        if self.digest != seen.digest {
            return Err(MessageRefused::IdReused);
        }
        if self.offset != seen.offset {
            return Err(MessageRefused::Repeated);
        }
        Ok(())
    }
}

/// Why a message from a partner's topic is not taken (conventions of the partner's side: asyncapi.yaml).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessageRefused {
    #[error("the message carries no signature")]
    Unsigned,
    #[error("the signature is no detached JWS with ES256 that names a certificate")]
    SignatureMalformed,
    #[error("the signature does not fit the message")]
    Altered,
    #[error("the certificate that the signature names is none of a partner here")]
    SignerUnknown,
    #[error("the signer's certificate is not valid now")]
    SignerExpired,
    #[error("the signer's certificate was revoked")]
    SignerRevoked,
    #[error("the signer is another partner than the one whose topic it came on")]
    SignerForeign,
    #[error("the id was used before, for other content")]
    IdReused,
    #[error("the message was taken before: it changes nothing")]
    Repeated,
    #[error("the content can't be read: {0}")]
    Unreadable(&'static str),
    #[error("the message that it is about was never sent to this partner")]
    DeliveryUnknown,
    #[error("the directory does not know the partner")]
    PartnerUnknown,
}

impl Coded for MessageRefused {
    fn kind(&self) -> Kind {
        match self {
            Self::Unsigned
            | Self::SignatureMalformed
            | Self::Altered
            | Self::SignerUnknown
            | Self::SignerExpired
            | Self::SignerRevoked
            | Self::SignerForeign
            | Self::PartnerUnknown => Kind::Forbidden,
            Self::IdReused | Self::Repeated => Kind::AlreadyExists,
            Self::Unreadable(_) => Kind::Invalid,
            Self::DeliveryUnknown => Kind::NotFound,
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::Unsigned => "MESSAGE_UNSIGNED",
            Self::SignatureMalformed | Self::Altered => "SIGNATURE_INVALID",
            Self::SignerUnknown | Self::SignerExpired => "SIGNER_UNKNOWN",
            Self::SignerRevoked => "CERT_REVOKED",
            Self::SignerForeign => "SIGNER_FOREIGN",
            Self::IdReused => "MESSAGE_ID_REUSED",
            Self::Repeated => "MESSAGE_REPEATED",
            Self::Unreadable(_) => "FIELD_INVALID",
            Self::DeliveryUnknown => "DELIVERY_NOT_FOUND",
            Self::PartnerUnknown => "UNKNOWN_PRINCIPAL",
        }
    }
}

/// A message that was not taken, as an operator reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedMessage {
    /// Grows with each.
    pub number: i64,
    /// The topic, without its environment.
    pub topic: String,
    /// The partner whose topic it is.
    pub partner_id: String,
    /// CloudEvents id, as the message says.
    pub event_id: String,
    /// CloudEvents type, as the message says.
    pub event_type: String,
    /// A value of `ErrorReason`.
    pub reason: String,
    /// Serial of the certificate that the signature names, its thumbprint where nobody here holds it, or empty.
    pub signer: String,
    /// SHA-256 of the record as it came.
    pub seen_hash: Vec<u8>,
    /// When, business time.
    pub refused_at: OffsetDateTime,
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-08-25 04:00 UTC);

    fn signer() -> Signer {
        Signer {
            partner_id: "hr-420800".into(),
            serial: "0A".into(),
            not_before: NOON - time::Duration::DAY,
            not_after: NOON + time::Duration::DAY,
            is_revoked: false,
        }
    }

    #[test]
    fn only_the_topics_own_partner_speaks_there_with_a_certificate_that_is_good_now() {
        let revoked = Signer { is_revoked: true, ..signer() };
        let later = NOON + time::Duration::days(2);

        assert_eq!(signer().may_speak_for("hr-420800", NOON), Ok(()));
        assert_eq!(signer().may_speak_for("finance-420800", NOON), Err(MessageRefused::SignerForeign));
        assert_eq!(signer().may_speak_for("hr-420800", later), Err(MessageRefused::SignerExpired));
        assert_eq!(revoked.may_speak_for("hr-420800", NOON), Err(MessageRefused::SignerRevoked));
    }

    #[test]
    fn a_record_offered_again_is_no_repetition_but_one_sent_again_is() {
        let message = ProvedMessage {
            partner_id: "hr-420800".into(),
            topic: "hr-420800.receipt.v1".into(),
            event_id: "e".into(),
            offset: 7,
            digest: [1; 32],
            signer_serial: "0A".into(),
            record: Vec::new(),
        };
        let seen = |offset, digest| SeenMessage { offset, digest: [digest; 32] };

        assert_eq!(message.beside(&seen(7, 1)), Ok(()));
        assert_eq!(message.beside(&seen(6, 1)), Err(MessageRefused::Repeated));
        assert_eq!(message.beside(&seen(6, 2)), Err(MessageRefused::IdReused));
    }
}

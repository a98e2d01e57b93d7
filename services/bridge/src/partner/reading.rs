//! Reading what partners' systems send.

use uuid::Uuid;

use super::{OpinionMessage, ReceiptMessage};
use crate::domain::{Receipt, ReceiptKind, Verdict};

/// Why a message can't be read. Says where, never what stood there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the data is not of its type: {0}")]
    Shape(String),
    #[error("`{0}` has a value that is not among the known ones")]
    Value(&'static str),
}

/// Reads a receipt.
pub fn receipt(id: &str, signature: &str, data: &serde_json::Value) -> Result<Receipt, Unreadable> {
    let message: ReceiptMessage = shaped(data)?;
    Ok(Receipt {
        id: id.to_owned(),
        event_id: message.event_id.parse::<Uuid>().map_err(|_| Unreadable::Value("eventId"))?,
        kind: ReceiptKind::of(&message.kind).ok_or(Unreadable::Value("kind"))?,
        record: message.record,
        signature: signature.to_owned(),
    })
}

/// Reads an opinion: the message and its verdict.
pub fn opinion(data: &serde_json::Value) -> Result<(OpinionMessage, Verdict), Unreadable> {
    let message: OpinionMessage = shaped(data)?;
    let verdict = match message.verdict.as_str() {
        "AGREE" => Verdict::Agree,
        "DISAGREE" => Verdict::Disagree,
        _ => return Err(Unreadable::Value("verdict")),
    };
    Ok((message, verdict))
}

fn shaped<T: serde::de::DeserializeOwned>(data: &serde_json::Value) -> Result<T, Unreadable> {
    // serde's text may quote a value: only its position and class are told
    T::deserialize(data).map_err(|error| Unreadable::Shape(format!("{:?}", error.classify())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_verdict_is_named_by_its_field() {
        let data = serde_json::json!({
            "caseId": "420800-2026-000002", "caseVersion": 1, "verdict": "MAYBE", "seenHash": "aa"
        });

        assert_eq!(opinion(&data).unwrap_err(), Unreadable::Value("verdict"));
    }

    #[test]
    fn a_receipt_says_which_message_and_how_far() {
        let event_id = Uuid::from_u128(7);
        let data =
            serde_json::json!({ "eventId": event_id.to_string(), "kind": "APPLIED", "record": "HR-1" });

        let receipt = receipt("r1", "sig", &data).unwrap();

        assert_eq!((receipt.event_id, receipt.kind), (event_id, ReceiptKind::Applied));
    }
}

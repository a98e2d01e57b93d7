//! Reading what partners' systems send.

use serde_json::Value;
use uuid::Uuid;

use super::{OpinionMessage, ReceiptMessage};
use crate::domain::{MessageRefused, Receipt, ReceiptKind, Verdict};

/// The longest id, number or code that a partner may write, in characters.
pub(super) const SHORT: usize = 200;
/// The longest sentence that a partner may write, in characters.
const LONG: usize = 2000;

/// Reads a receipt; `id` is the event's own.
pub fn receipt(id: &str, data: &Value) -> Result<Receipt, MessageRefused> {
    let message: ReceiptMessage = shaped(data)?;
    plain("record", &message.record, SHORT)?;
    plain("problem", &message.problem, LONG)?;
    let kind = ReceiptKind::of(&message.kind).ok_or(MessageRefused::Unreadable("kind"))?;
    if kind == ReceiptKind::Rejected && message.problem.trim().is_empty() {
        return Err(MessageRefused::Unreadable("problem"));
    }
    Ok(Receipt {
        id: id.to_owned(),
        event_id: message.event_id.parse::<Uuid>().map_err(|_| MessageRefused::Unreadable("eventId"))?,
        attempt: message.attempt,
        kind,
        record: message.record,
        problem: message.problem,
    })
}

/// Reads an opinion: the message and its verdict.
pub fn opinion(data: &Value) -> Result<(OpinionMessage, Verdict), MessageRefused> {
    let message: OpinionMessage = shaped(data)?;
    plain("caseId", &message.case_id, SHORT)?;
    plain("seenHash", &message.seen_hash, SHORT)?;
    plain("reason", &message.reason, LONG)?;
    let verdict = match message.verdict.as_str() {
        "AGREE" => Verdict::Agree,
        "DISAGREE" => Verdict::Disagree,
        _ => return Err(MessageRefused::Unreadable("verdict")),
    };
    Ok((message, verdict))
}

/// serde's own error may quote a value: only that it happened is told.
fn shaped<T: serde::de::DeserializeOwned>(data: &Value) -> Result<T, MessageRefused> {
    T::deserialize(data).map_err(|_| MessageRefused::Unreadable("data"))
}

/// Text that a row and a screen can show: not over-long, and without control characters, line ends aside.
pub(super) fn plain(field: &'static str, text: &str, longest: usize) -> Result<(), MessageRefused> {
    let odd = |character: char| character.is_control() && character != '\n';
    if text.chars().count() > longest || text.chars().any(odd) {
        return Err(MessageRefused::Unreadable(field));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_unknown_verdict_is_named_by_its_field() {
        let data = json!({
            "caseId": "420800-2026-000002", "caseVersion": 1, "verdict": "MAYBE", "seenHash": "aa"
        });

        assert_eq!(opinion(&data).unwrap_err(), MessageRefused::Unreadable("verdict"));
    }

    #[test]
    fn a_receipt_says_which_message_and_how_far() {
        let event_id = Uuid::from_u128(7);
        let data = json!({ "eventId": event_id.to_string(), "kind": "APPLIED", "record": "HR-1" });

        let receipt = receipt("r1", &data).unwrap();

        assert_eq!((receipt.event_id, receipt.kind), (event_id, ReceiptKind::Applied));
    }

    #[test]
    fn a_partner_that_rejects_says_why() {
        let rejection = |problem: &str| json!({ "eventId": Uuid::nil().to_string(), "attempt": 2, "kind": "REJECTED", "problem": problem });

        assert_eq!(receipt("r1", &rejection(" ")), Err(MessageRefused::Unreadable("problem")));
        assert_eq!(receipt("r1", &rejection("机构未登记")).unwrap().attempt, 2);
    }

    #[test]
    fn text_that_no_row_could_keep_is_refused_by_its_field() {
        let receipt_of =
            |record: &str| json!({ "eventId": Uuid::nil().to_string(), "kind": "APPLIED", "record": record });

        assert_eq!(receipt("r1", &receipt_of("a\0b")), Err(MessageRefused::Unreadable("record")));
        assert_eq!(
            receipt("r1", &receipt_of(&"记".repeat(SHORT + 1))),
            Err(MessageRefused::Unreadable("record"))
        );
    }
}

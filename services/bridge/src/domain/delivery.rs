//! One message to one partner, and how far it has come.

use time::OffsetDateTime;
use uuid::Uuid;

/// How far a message to a partner has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeliveryState {
    /// In the partner's stream.
    Sent,
    /// The partner has it.
    Received,
    /// The partner could read it.
    Validated,
    /// The partner could not apply it; its key waits.
    Parked,
    /// The partner has applied it: proof.
    Applied,
}

/// What a receipt says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptKind {
    /// 已接收.
    Received,
    /// 已校验.
    Validated,
    /// 已应用.
    Applied,
}

impl ReceiptKind {
    /// As partners write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "RECEIVED",
            Self::Validated => "VALIDATED",
            Self::Applied => "APPLIED",
        }
    }

    /// Reads what a partner wrote.
    pub fn of(text: &str) -> Option<Self> {
        [Self::Received, Self::Validated, Self::Applied].into_iter().find(|kind| kind.as_str() == text)
    }

    fn state(self) -> DeliveryState {
        match self {
            Self::Received => DeliveryState::Received,
            Self::Validated => DeliveryState::Validated,
            Self::Applied => DeliveryState::Applied,
        }
    }
}

/// A partner's receipt (回执).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its own event id.
    pub id: String,
    /// The message that it is about.
    pub event_id: Uuid,
    /// What it says.
    pub kind: ReceiptKind,
    /// The partner's own record number; empty before APPLIED.
    pub record: String,
}

/// One message to one partner (推送).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Event id of the message.
    pub event_id: Uuid,
    /// The partner.
    pub partner_id: String,
    /// Area code of the partner.
    pub area_code: String,
    /// Position in the partner's stream.
    pub sequence: i64,
    /// The case.
    pub case_id: String,
    /// CloudEvents type.
    pub event_type: String,
    /// How far it has come.
    pub state: DeliveryState,
    /// When it was committed to the stream, business time.
    pub sent_at: OffsetDateTime,
    /// When the applied receipt came, business time.
    pub applied_at: Option<OffsetDateTime>,
    /// The partner's own record number.
    pub partner_record: String,
    /// Why it is parked.
    pub problem: String,
    /// Trace id of the decision that caused it.
    pub trace_id: String,
}

impl Delivery {
    /// The delivery after a receipt. Receipts may come late, twice or out of order: a delivery never goes back.
    #[must_use]
    pub fn after(self, receipt: &Receipt, now: OffsetDateTime) -> Self {
        let state = self.state.max(receipt.kind.state());
        if state == self.state {
            return self;
        }
        if state == DeliveryState::Applied {
            return Self { state, applied_at: Some(now), partner_record: receipt.record.clone(), ..self };
        }
        Self { state, ..self }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;

    fn sent() -> Delivery {
        Delivery {
            event_id: Uuid::nil(),
            partner_id: "hr-420800".into(),
            area_code: "420800".into(),
            sequence: 1,
            case_id: "420800-2026-000002".into(),
            event_type: "cn.bianzhi.entry.completed.v1".into(),
            state: DeliveryState::Sent,
            sent_at: datetime!(2026-08-25 02:00 UTC),
            applied_at: None,
            partner_record: String::new(),
            problem: String::new(),
            trace_id: String::new(),
        }
    }

    fn receipt(kind: ReceiptKind) -> Receipt {
        Receipt { id: "r".into(), event_id: Uuid::nil(), kind, record: "HR-1".into() }
    }

    proptest! {
        /// Whatever receipts come in whatever order, the delivery ends at the furthest of them, and is
        /// applied with the time of the first APPLIED.
        #[test]
        fn a_delivery_never_goes_back(kinds in prop::collection::vec(0usize..3, 0..12)) {
            let known = [ReceiptKind::Received, ReceiptKind::Validated, ReceiptKind::Applied];
            let mut delivery = sent();
            for (minute, kind) in (0i64..).zip(&kinds) {
                let before = delivery.clone();
                let now = datetime!(2026-08-25 03:00 UTC) + time::Duration::minutes(minute);
                delivery = delivery.after(&receipt(known[*kind]), now);
                prop_assert!(delivery.state >= before.state);
                if before.applied_at.is_some() {
                    prop_assert_eq!(delivery.applied_at, before.applied_at);
                }
            }
            prop_assert_eq!(delivery.applied_at.is_some(), kinds.contains(&2));
        }
    }
}

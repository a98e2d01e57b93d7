//! One message to one partner, and how far it has come.

use kernel::error::{Coded, Kind};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// How far a message to a partner has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DeliveryState {
    /// Held back behind a parked message of its key; not in the stream yet.
    Waiting,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReceiptKind {
    /// 已接收.
    Received,
    /// 已校验.
    Validated,
    /// 未能应用: the partner can't apply it as things stand, and says why.
    Rejected,
    /// 已应用.
    Applied,
}

impl ReceiptKind {
    /// As partners write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "RECEIVED",
            Self::Validated => "VALIDATED",
            Self::Rejected => "REJECTED",
            Self::Applied => "APPLIED",
        }
    }

    /// Reads what a partner wrote.
    pub fn of(text: &str) -> Option<Self> {
        [Self::Received, Self::Validated, Self::Rejected, Self::Applied]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }

    fn state(self) -> DeliveryState {
        match self {
            Self::Received => DeliveryState::Received,
            Self::Validated => DeliveryState::Validated,
            Self::Rejected => DeliveryState::Parked,
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
    /// The attempt that it is about, from 1.
    pub attempt: i32,
    /// What it says.
    pub kind: ReceiptKind,
    /// The partner's own record number; empty before APPLIED.
    pub record: String,
    /// Why the partner can't apply the message; with REJECTED.
    pub problem: String,
}

/// One message to one partner (推送).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Event id of the message.
    pub event_id: Uuid,
    /// The partner.
    pub partner_id: String,
    /// Area code of the partner.
    pub area_code: String,
    /// The institution that it is about: the unit of order.
    pub key: String,
    /// Position in the partner's stream; none while it is held back.
    pub sequence: Option<i64>,
    /// How often it was sent on purpose, from 1.
    pub attempt: i32,
    /// The case.
    pub case_id: String,
    /// CloudEvents type.
    pub event_type: String,
    /// How far it has come.
    pub state: DeliveryState,
    /// When it was told, business time.
    #[serde(with = "time::serde::rfc3339")]
    pub sent_at: OffsetDateTime,
    /// When the applied receipt came, business time.
    #[serde(with = "time::serde::rfc3339::option")]
    pub applied_at: Option<OffsetDateTime>,
    /// The partner's own record number.
    pub partner_record: String,
    /// Why it is parked.
    pub problem: String,
    /// Trace id of the decision that caused it.
    pub trace_id: String,
    /// Receipts taken, in the order in which they came.
    pub receipts: Vec<ReceiptKind>,
}

/// Why a delivery is not sent again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    #[error("no delivery {0} that you may see")]
    NotFound(Uuid),
    #[error("delivery {0} is not parked: there is nothing to send again")]
    NotParked(Uuid),
    #[error("delivery {0} changed since you saw it: read it again")]
    EtagMismatch(Uuid),
}

impl Coded for DeliveryError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound(_) => Kind::NotFound,
            Self::NotParked(_) => Kind::Precondition,
            Self::EtagMismatch(_) => Kind::Conflict,
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::NotFound(_) => "DELIVERY_NOT_FOUND",
            Self::NotParked(_) => "DELIVERY_NOT_PARKED",
            Self::EtagMismatch(_) => "ETAG_MISMATCH",
        }
    }

    fn zh(&self) -> Option<String> {
        Some(match self {
            Self::NotFound(id) => format!("没有您可查看的推送 {id}"),
            Self::NotParked(id) => format!("推送 {id} 未挂起，无需重推"),
            Self::EtagMismatch(id) => format!("推送 {id} 已有变化，请重新查看"),
        })
    }
}

impl Delivery {
    /// The delivery after a receipt. Receipts may come late, twice or out of order: a delivery never goes back,
    /// and the rejection of an earlier attempt says nothing about the present one.
    #[must_use]
    pub fn after(self, receipt: &Receipt, now: OffsetDateTime) -> Self {
        if receipt.kind == ReceiptKind::Rejected && receipt.attempt < self.attempt {
            return self;
        }
        let state = self.state.max(receipt.kind.state());
        if state == self.state {
            return self;
        }
        match state {
            DeliveryState::Applied => Self {
                state,
                applied_at: Some(now),
                partner_record: receipt.record.clone(),
                problem: String::new(),
                ..self
            },
            DeliveryState::Parked => Self { state, problem: receipt.problem.clone(), ..self },
            DeliveryState::Waiting
            | DeliveryState::Sent
            | DeliveryState::Received
            | DeliveryState::Validated => Self { state, ..self },
        }
    }

    /// The delivery sent once more, as the next attempt.
    ///
    /// # Errors
    /// When it is not parked.
    pub fn redrive(self) -> Result<Self, DeliveryError> {
        if self.state != DeliveryState::Parked {
            return Err(DeliveryError::NotParked(self.event_id));
        }
        Ok(Self {
            state: DeliveryState::Sent,
            attempt: self.attempt.saturating_add(1),
            problem: String::new(),
            ..self
        })
    }

    /// Changes with everything that a redrive depends on.
    pub fn etag(&self) -> String {
        format!("{}-{:?}", self.attempt, self.state).to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-08-25 03:00 UTC);

    fn sent() -> Delivery {
        Delivery {
            event_id: Uuid::nil(),
            partner_id: "hr-420800".into(),
            area_code: "420800".into(),
            key: "sch".into(),
            sequence: Some(1),
            attempt: 1,
            case_id: "420800-2026-000002".into(),
            event_type: "cn.bianzhi.entry.completed.v1".into(),
            state: DeliveryState::Sent,
            sent_at: datetime!(2026-08-25 02:00 UTC),
            applied_at: None,
            partner_record: String::new(),
            problem: String::new(),
            trace_id: String::new(),
            receipts: Vec::new(),
        }
    }

    fn receipt(kind: ReceiptKind) -> Receipt {
        Receipt {
            id: "r".into(),
            event_id: Uuid::nil(),
            attempt: 1,
            kind,
            record: "HR-1".into(),
            problem: "the unit is unknown".into(),
        }
    }

    #[test]
    fn a_rejection_parks_with_its_reason_and_applying_ends_it() {
        let parked = sent().after(&receipt(ReceiptKind::Rejected), NOW);
        let applied = parked.clone().after(&receipt(ReceiptKind::Applied), NOW);

        assert_eq!((parked.state, parked.problem.as_str()), (DeliveryState::Parked, "the unit is unknown"));
        assert_eq!((applied.state, applied.problem.as_str()), (DeliveryState::Applied, ""));
        assert_eq!(applied.clone().after(&receipt(ReceiptKind::Rejected), NOW), applied);
    }

    #[test]
    fn only_a_parked_delivery_is_sent_again_and_an_older_rejection_does_not_park_it_anew() {
        let parked = sent().after(&receipt(ReceiptKind::Rejected), NOW);

        let again = parked.clone().redrive().unwrap();

        assert_eq!((again.state, again.attempt), (DeliveryState::Sent, 2));
        assert_ne!(again.etag(), parked.etag());
        assert_eq!(again.clone().after(&receipt(ReceiptKind::Rejected), NOW), again);
        let second = Receipt { attempt: 2, ..receipt(ReceiptKind::Rejected) };
        assert_eq!(again.clone().after(&second, NOW).state, DeliveryState::Parked);
        assert_eq!(again.redrive(), Err(DeliveryError::NotParked(Uuid::nil())));
    }

    proptest! {
        /// Whatever receipts come in whatever order, the delivery ends at the furthest of them, and is
        /// applied with the time of the first APPLIED.
        #[test]
        fn a_delivery_never_goes_back(kinds in prop::collection::vec(0usize..4, 0..12)) {
            let known =
                [ReceiptKind::Received, ReceiptKind::Validated, ReceiptKind::Rejected, ReceiptKind::Applied];
            let mut delivery = sent();
            for (minute, kind) in (0i64..).zip(&kinds) {
                let before = delivery.clone();
                delivery = delivery.after(&receipt(known[*kind]), NOW + time::Duration::minutes(minute));
                prop_assert!(delivery.state >= before.state);
                if before.applied_at.is_some() {
                    prop_assert_eq!(delivery.applied_at, before.applied_at);
                }
            }
            prop_assert_eq!(delivery.applied_at.is_some(), kinds.contains(&3));
        }
    }
}

//! A bucket's figures as the office reads them (领用情况): with the names behind what is reserved.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use super::bucket::Bucket;
use super::ledger::{Book, Figures, Holder};

/// A bucket on one business date, as known at a record time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// The bucket.
    pub bucket: Bucket,
    /// Record time up to which the figures were known.
    pub known_at: OffsetDateTime,
    /// The figures.
    pub figures: Figures,
    /// What a new hold from that date may take: the smallest availability from there on.
    pub available_from: i32,
    /// Who has the reserved seats.
    pub holders: Vec<HolderLine>,
}

/// Seats reserved for one holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderLine {
    /// What kind of holder.
    pub kind: HolderKind,
    /// Case id, permit id or occupancy id.
    pub id: String,
    /// Document number of a permit, case number otherwise; empty where there is none yet.
    pub number: String,
    /// Seats.
    pub quantity: i32,
    /// Since when; for a committed entry until when, its effective date.
    pub date: Option<Date>,
}

/// Kind of holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HolderKind {
    /// A submitted case.
    Case,
    /// A permit.
    Permit,
    /// An approved entry whose date is to come.
    CommittedEntry,
}

/// What people call a holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Document number or case number.
    pub number: String,
    /// Since when, or until when.
    pub date: Date,
}

impl Balance {
    /// Reads a book on a date. Holders without a label keep their id alone.
    pub fn read(book: &Book, on: Date, known_at: OffsetDateTime, labels: &BTreeMap<Holder, Label>) -> Self {
        let line = |(holder, quantity): (Holder, i32)| {
            let label = labels.get(&holder);
            let (kind, id) = match &holder {
                Holder::Case(case) => (HolderKind::Case, case.to_string()),
                Holder::Permit(permit) => (HolderKind::Permit, permit.to_string()),
                Holder::CommittedEntry(seat) => (HolderKind::CommittedEntry, seat.to_string()),
            };
            let number = label.map(|label| label.number.clone()).unwrap_or_default();
            HolderLine { kind, id, number, quantity, date: label.map(|label| label.date) }
        };
        Self {
            bucket: book.bucket().clone(),
            known_at,
            figures: book.figures(on),
            available_from: book.tightest(on).available,
            holders: book.holders(on).into_iter().map(line).collect(),
        }
    }
}

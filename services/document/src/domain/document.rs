//! A numbered, sealed paper in the archive. Its words never change, only its state does (I30).

use super::PaperKind;
use time::{Date, OffsetDateTime};

kernel::id!(
    /// Identifies one document.
    DocumentId
);

/// Whether a paper is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentState {
    Issued,
    Consumed,
    Expired,
    Superseded,
    Revoked,
}

impl DocumentState {
    const ALL: [(Self, &str); 5] = [
        (Self::Issued, "ISSUED"),
        (Self::Consumed, "CONSUMED"),
        (Self::Expired, "EXPIRED"),
        (Self::Superseded, "SUPERSEDED"),
        (Self::Revoked, "REVOKED"),
    ];

    /// The stored word.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, code)| code)
    }

    /// The state that a stored word means.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == code).map(|(state, _)| *state)
    }
}

/// A document as the archive keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub id: DocumentId,
    pub doc_no: String,
    pub kind: PaperKind,
    pub state: DocumentState,
    /// Since when it is no longer as issued.
    pub state_since: Option<OffsetDateTime>,
    pub case_id: String,
    pub unit_id: String,
    pub department_id: String,
    pub jurisdiction_id: String,
    pub issued_on: Date,
    /// The frozen words, exactly as hashed: RFC 8785 JSON of a [`super::Paper`].
    pub canonical: String,
    /// SM3 of `canonical`, lower-case hexadecimal.
    pub content_sm3: String,
    /// The text of the QR code.
    pub qr: String,
    /// Whether all its copies are rendered.
    pub rendered: bool,
}

/// A copy (联) of a paper: the same words for another reader, a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperCopy {
    Unit,
    OrgHr,
    Finance,
    Archive,
}

impl PaperCopy {
    const ALL: [(Self, &str, &str); 4] = [
        (Self::Unit, "unit", "单位联"),
        (Self::OrgHr, "org_hr", "组织人社联"),
        (Self::Finance, "finance", "财政联"),
        (Self::Archive, "archive", "存档联"),
    ];

    /// The copies that a kind of paper is made in (domain.md §5.2, last row, and §5.4).
    pub fn of_kind(kind: PaperKind) -> &'static [Self] {
        match kind {
            PaperKind::Letter => &[Self::Unit, Self::Archive],
            PaperKind::Permit | PaperKind::Entry => &[Self::Unit, Self::OrgHr, Self::Archive],
            PaperKind::Funding => &[Self::Finance, Self::Unit, Self::OrgHr, Self::Archive],
        }
    }

    /// The stored word.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(copy, ..)| *copy == self).map_or("", |(_, code, _)| code)
    }

    /// The copy that a stored word means.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == code).map(|(copy, ..)| *copy)
    }

    /// What is printed in the corner.
    pub fn mark(self) -> &'static str {
        Self::ALL.iter().find(|(copy, ..)| *copy == self).map_or("", |(.., mark)| mark)
    }
}

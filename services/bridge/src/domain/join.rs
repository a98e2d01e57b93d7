//! When a parallel review is over, and how it ended.

use serde::{Deserialize, Serialize};
use time::Date;

use super::Bucket;

/// What the registry says about a change in force: ids and figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryChange {
    /// Change id.
    pub change_id: String,
    /// Item key: `quota_use` or `entry`.
    pub item: String,
    /// The bucket.
    pub bucket: Bucket,
    /// Area code of the unit's jurisdiction: its partners are told.
    pub area_code: String,
    /// Permit created or consumed.
    pub permit_id: String,
    /// Seats granted, or 1.
    pub quantity: i32,
    /// Channel.
    pub channel: String,
    /// First day of the permit, or of the entry.
    pub effective_date: Option<Date>,
    /// Last day of the permit.
    pub valid_to: Option<Date>,
    /// The person, for an entry; else empty.
    pub person_id: String,
    /// The seat, for an entry; else empty.
    pub occupancy_id: String,
}

/// What workflow says about a completed case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseCompletion {
    /// The papers with their numbers.
    pub papers: Vec<Paper>,
    /// The unit that asked.
    pub unit_id: String,
    /// Its department.
    pub department_id: String,
}

/// A numbered paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// `PERMIT`, `ENTRY`, `FUNDING` or `LETTER`.
    pub kind: String,
    /// Number (文号).
    pub doc_no: String,
    /// SM3 of the content.
    pub content_sm3: String,
}

impl CaseCompletion {
    /// Number of the paper of this type; empty where there is none.
    pub fn doc_no(&self, kind: &str) -> &str {
        self.papers.iter().find(|paper| paper.kind == kind).map_or("", |paper| &paper.doc_no)
    }
}

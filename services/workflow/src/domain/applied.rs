//! What the registry says about a change in force: everything that its papers need.

use std::collections::BTreeMap;

use kernel::error::Finding;
use time::Date;
use uuid::Uuid;

/// A change in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Its id at the registry.
    pub change_id: Uuid,
    /// Name of the unit.
    pub unit_name: String,
    /// Unified social credit code; empty where there is none.
    pub uscc: String,
    /// Name of the supervising department; empty for none.
    pub supervisor_name: String,
    /// Names of the unit's divisions, by id.
    pub divisions: BTreeMap<String, String>,
    /// The bucket before, on the day of the decision.
    pub before: Figures,
    /// The bucket after: for an entry on its effective date, as known at commit.
    pub after: Figures,
    /// The permit created or consumed; none for an exempt channel.
    pub permit: Option<Permit>,
    /// Findings that did not block.
    pub findings: Vec<Finding>,
}

/// Figures of a bucket on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// The business date.
    pub date: Date,
    /// Approved (核定).
    pub approved: i32,
    /// Occupied (实有).
    pub occupied: i32,
    /// Reserved (预占).
    pub reserved: i32,
    /// Available (可用).
    pub available: i32,
}

/// A permit as papers name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    /// Number; empty while its paper is not issued.
    pub doc_no: String,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    pub valid_to: Date,
}

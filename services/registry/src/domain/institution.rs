//! Institutions (机构) and their divisions (内设机构).

use codes::{InstitutionKind, InstitutionRank, InstitutionState};
use serde::{Deserialize, Serialize};

use super::ids::{DivisionId, InstitutionId, JurisdictionId};

/// An institution as it is on some date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Institution {
    /// Its id.
    pub id: InstitutionId,
    /// Name (名称).
    pub name: String,
    /// Unified social credit code, where it has one.
    pub uscc: Option<String>,
    /// Kind (机构类别), which decides the quota types it may hold.
    pub kind: InstitutionKind,
    /// Class of a public institution: `I`, `II`, `administrative` or `business`.
    pub pi_class: Option<String>,
    /// Rank (机构规格).
    pub rank: InstitutionRank,
    /// Whether the rank is "equivalent to" (相当于).
    pub rank_equivalent: bool,
    /// Supervising department (主管部门), if any.
    pub supervisor: Option<Supervisor>,
    /// Jurisdiction (管辖).
    pub jurisdiction_id: JurisdictionId,
    /// Whether it takes people on.
    pub state: InstitutionState,
    /// Its divisions, by id.
    pub divisions: Vec<Division>,
}

/// The department above an institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supervisor {
    /// Its id.
    pub id: InstitutionId,
    /// Its name.
    pub name: String,
}

/// An internal division.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Division {
    /// Its id.
    pub id: DivisionId,
    /// Its name.
    pub name: String,
    /// Its rank.
    pub rank: InstitutionRank,
}

impl Institution {
    /// The division of this institution with an id.
    pub fn division(&self, id: &DivisionId) -> Option<&Division> {
        self.divisions.iter().find(|division| division.id == *id)
    }
}

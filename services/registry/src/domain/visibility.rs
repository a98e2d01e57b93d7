//! Who may see what (domain.md §3.8): whole rows by tree and jurisdiction, fields of persons by role.

use super::ids::{InstitutionId, JurisdictionId};

/// The institutions that a caller may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of the installation: services of the mesh.
    Everything,
    /// Those of some trees and jurisdictions.
    Some {
        /// The caller's own unit.
        unit_id: InstitutionId,
        /// Whether the institutions that the unit supervises are included (a department).
        supervised: bool,
        /// The jurisdiction whose institutions are included, if any.
        jurisdiction: Option<Jurisdiction>,
    },
}

/// A jurisdiction in somebody's view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jurisdiction {
    /// Its id.
    pub id: JurisdictionId,
    /// Whether those below are included: the office of a city sees its counties.
    pub below: bool,
}

/// Which fields of a person a caller may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fields {
    /// HR: everything, the full citizen ID included.
    Personnel,
    /// Pension: what enrolment needs, the full citizen ID included.
    Enrolment,
    /// Finance: what pay needs, the citizen ID masked.
    Pay,
    /// Everybody else: all but the full citizen ID.
    Masked,
}

impl Fields {
    /// Whether the citizen ID is shown in full.
    pub fn full_id_number(self) -> bool {
        matches!(self, Self::Personnel | Self::Enrolment)
    }

    /// Whether ethnicity, education and political status are shown.
    pub fn file(self) -> bool {
        matches!(self, Self::Personnel | Self::Masked)
    }

    /// Whether the birth date is shown.
    pub fn birth(self) -> bool {
        !matches!(self, Self::Pay)
    }
}

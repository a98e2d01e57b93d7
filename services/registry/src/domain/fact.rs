//! What the registry tells the world: ids and figures, no personal data.

use time::Date;

use super::balance::Balance;
use super::bucket::Bucket;
use super::ids::{CaseId, ChangeId, InstitutionId, OccupancyId, PermitId, PersonId};
use super::permit::Permit;

/// A fact about an institution's seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A registry was imported; the one fact that is about no institution.
    Imported {
        /// Institutions.
        institutions: usize,
        /// Persons.
        persons: usize,
    },
    /// Seats were held for a case.
    SeatsHeld {
        /// The case.
        case_id: CaseId,
        /// Its version.
        case_version: i32,
        /// Whose seats.
        bucket: Bucket,
        /// How many.
        quantity: i32,
    },
    /// A case gave back its seats, or its pin.
    SeatsGivenBack {
        /// The case.
        case_id: CaseId,
        /// Its version.
        case_version: i32,
        /// Whose seats.
        bucket: Bucket,
        /// Seats that went back to free.
        quantity: i32,
        /// Pins taken off.
        pins: i32,
    },
    /// A case pinned a permit.
    PermitPinned {
        /// The case.
        case_id: CaseId,
        /// The permit.
        permit_id: PermitId,
        /// Whose permit.
        institution_id: InstitutionId,
    },
    /// A permit expired.
    PermitExpired {
        /// The permit.
        permit_id: PermitId,
        /// Whose permit.
        institution_id: InstitutionId,
        /// Seats that went back.
        released: i32,
        /// Seats kept for pins.
        kept: i32,
    },
    /// A change is in force.
    ChangeApplied(Box<ChangeApplied>),
    /// Document numbers were recorded beside a change.
    ChangeDocumented {
        /// The change.
        change_id: ChangeId,
        /// Whose change.
        institution_id: InstitutionId,
        /// Number of the permit or entry notice.
        slip_no: String,
    },
}

/// What a change did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeApplied {
    /// The change.
    pub change_id: ChangeId,
    /// The case.
    pub case_id: CaseId,
    /// Area code of the unit's jurisdiction: its partners are told.
    pub area_code: String,
    /// The permit created or consumed.
    pub permit: Option<Permit>,
    /// The seat taken, if it is an entry.
    pub entry: Option<EntryApplied>,
    /// The bucket afterwards.
    pub balance_after: Balance,
}

/// What an entry did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryApplied {
    /// Who.
    pub person_id: PersonId,
    /// The seat.
    pub occupancy_id: OccupancyId,
    /// First day on establishment.
    pub effective_on: Date,
    /// Channel.
    pub channel: codes::Channel,
}

impl Fact {
    /// The institution that it is about: the unit of order. None for the import.
    pub fn institution_id(&self) -> Option<&InstitutionId> {
        match self {
            Self::Imported { .. } => None,
            Self::SeatsHeld { bucket, .. } | Self::SeatsGivenBack { bucket, .. } => {
                Some(&bucket.institution_id)
            }
            Self::PermitPinned { institution_id, .. }
            | Self::PermitExpired { institution_id, .. }
            | Self::ChangeDocumented { institution_id, .. } => Some(institution_id),
            Self::ChangeApplied(change) => Some(&change.balance_after.bucket.institution_id),
        }
    }
}

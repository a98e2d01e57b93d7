//! What a caller may see (domain.md §3.8), read from its certificate and the directory.

use kernel::error::Violation;
use policy::{Kind, Principal};

use super::refused::Refused;
use crate::app::{Asker, Look};
use crate::domain::ids::{InstitutionId, JurisdictionId};
use crate::domain::visibility::{Fields, Jurisdiction, Scope};

/// Kinds of unit that see all of their jurisdiction, beside the staffing office.
const PARTNERS: [&str; 4] = ["org_dept", "hr_bureau", "finance", "pension"];

/// Whose rows a caller may see.
pub(super) fn scope(caller: &Principal) -> Scope {
    if caller.kind == Kind::Mesh {
        return Scope::Everything;
    }
    // A unit that the directory does not know sees the rows of no institution: ids are never empty.
    let unit_id = InstitutionId::new(caller.unit_id.clone().unwrap_or_default());
    let Some(unit) = &caller.unit else {
        return Scope::Some { unit_id, supervised: false, jurisdiction: None };
    };
    let jurisdiction = |below| Some(Jurisdiction { id: JurisdictionId::new(&unit.jurisdiction_id), below });
    let jurisdiction = if caller.is_of("staffing_office") {
        jurisdiction(true)
    } else if PARTNERS.iter().any(|kind| caller.is_of(kind)) {
        jurisdiction(false)
    } else {
        None
    };
    Scope::Some { unit_id, supervised: caller.is_of("department"), jurisdiction }
}

/// Which fields of a person a caller may see. A unit that is several kinds of department sees what the most
/// entitled of them does.
pub(super) fn fields(caller: &Principal) -> Fields {
    if caller.is_service("bridge") || caller.is_of("hr_bureau") {
        Fields::Personnel
    } else if caller.is_of("pension") {
        Fields::Enrolment
    } else if caller.is_of("finance") {
        Fields::Pay
    } else {
        Fields::Masked
    }
}

/// Somebody who looks at persons, with the purpose that is recorded.
///
/// # Errors
/// [`Refused::Purpose`] without one.
pub(super) fn asker(caller: &Principal, method: &'static str, purpose: &str) -> Result<Asker, Refused> {
    let purpose = purpose.trim();
    if !(2..=200).contains(&purpose.chars().count()) {
        let violation = Violation::new("purpose", "请填写2至200字的用途", "must have 2 to 200 characters");
        return Err(Refused::Purpose(vec![violation]));
    }
    let look = Look {
        principal_id: caller.id.clone(),
        unit_id: caller.unit_id.clone(),
        certificate_serial: caller.serial.clone(),
        method,
        purpose: purpose.to_owned(),
    };
    Ok(Asker { look, scope: scope(caller) })
}

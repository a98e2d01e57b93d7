//! What the rules find about a proposed change: everything at once (一次性告知), each with its figures and its
//! basis. A rule is a function of the change and of what is known; nothing here decides or changes anything.
//!
//! No sentence and no figure carries a citizen ID or a name.
mod admission;
mod basis;
pub mod entry;
pub mod quota_use;
mod seats;

pub use admission::Unit;

use kernel::error::Finding;

/// Whether something among the findings forbids what was asked.
pub fn any_blocks(findings: &[Finding]) -> bool {
    findings.iter().any(Finding::blocks)
}

/// The case does not have, or no longer has, what it must have to be decided: a hold, or a pin on the permit.
pub fn hold_missing() -> Finding {
    Finding::block(
        "HOLD_NOT_FOUND",
        "该事项未预占编制或未锁定核准单，请退回后重新提交",
        "the case holds no seats and has pinned no permit: return it and have it submitted again",
        basis::HOLDS,
    )
}

#[cfg(test)]
mod tests {
    use codes::{InstitutionKind, InstitutionRank, InstitutionState};

    use crate::domain::ids::{InstitutionId, JurisdictionId};
    use crate::domain::institution::Institution;

    /// An active organ of Jingmen, for rules to look at.
    pub(super) fn institution() -> Institution {
        Institution {
            id: InstitutionId::new("pol"),
            name: "市公安局".into(),
            uscc: Some("11420800JM00000417".into()),
            kind: InstitutionKind::Organ,
            pi_class: None,
            rank: InstitutionRank::CountyChief,
            rank_equivalent: false,
            supervisor: None,
            jurisdiction_id: JurisdictionId::new("jingmen"),
            state: InstitutionState::Active,
            divisions: Vec::new(),
        }
    }
}

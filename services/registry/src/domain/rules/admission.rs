//! Whether the unit may take people on at all: Q2, Q3, E10, and that what the form names exists.

use codes::InstitutionState;
use kernel::error::Finding;

use super::basis;
use crate::domain::bucket::Bucket;
use crate::domain::ids::DivisionId;
use crate::domain::institution::Institution;
use crate::domain::ledger::Book;

/// What is known about the unit whose seats are asked for.
#[derive(Debug, Clone)]
pub struct Unit {
    /// The institution today, if there is one with the id.
    pub institution: Option<Institution>,
    /// Its bucket's book, if it has such a bucket: due permits expired, and as if the case itself held nothing.
    pub book: Option<Book>,
}

/// Everything that concerns the unit and not the request: its existence, its state, its kind, its divisions.
pub(super) fn check(bucket: &Bucket, divisions: &[DivisionId], unit: &Unit) -> Vec<Finding> {
    let Some(institution) = &unit.institution else {
        return vec![unknown_institution()];
    };
    let mut findings = Vec::new();
    findings.extend(state(institution.state));
    let permitted = bucket.quota_type.is_permitted_for(institution.kind);
    if !permitted {
        findings.push(quota_type_not_permitted(bucket, institution));
    }
    if permitted && unit.book.is_none() {
        findings.push(unknown_bucket(bucket));
    }
    if divisions.iter().any(|id| institution.division(id).is_none()) {
        findings.push(unknown_division());
    }
    findings
}

/// Q2, E10: a frozen, exit-only or abolished institution takes nobody on (I19).
fn state(state: InstitutionState) -> Option<Finding> {
    let (code, zh, en) = match state {
        InstitutionState::Active => return None,
        InstitutionState::Frozen => (
            "INSTITUTION_FROZEN",
            "该单位机构编制已冻结，暂停用编和上编",
            "the institution is frozen: no quota may be used and nobody may enter",
        ),
        InstitutionState::ExitOnly => (
            "INSTITUTION_EXIT_ONLY",
            "该单位实行只出不进，不得用编和上编",
            "the institution is exit-only: people may leave, none may enter",
        ),
        InstitutionState::Abolished => {
            ("INSTITUTION_ABOLISHED", "该单位已撤销", "the institution is abolished")
        }
    };
    Some(Finding::block(code, zh, en, basis::FREEZE))
}

/// Q3: the kind of institution decides the quota types it may hold (I6).
fn quota_type_not_permitted(bucket: &Bucket, institution: &Institution) -> Finding {
    let basis = match institution.kind {
        codes::InstitutionKind::Deliberative => basis::NO_QUOTA_FOR_DELIBERATIVE,
        _ => basis::NO_MIXING,
    };
    let (kind, quota_type) = (institution.kind.label(), bucket.quota_type.label());
    Finding::block(
        "QUOTA_TYPE_NOT_PERMITTED",
        format!("{}不得使用{}", kind.zh, quota_type.zh),
        format!("an institution of kind {} may not hold {} quota", kind.en, quota_type.en),
        basis,
    )
    .figure("quota_type", bucket.quota_type)
    .figure("kind", institution.kind)
}

fn unknown_institution() -> Finding {
    Finding::block(
        "INSTITUTION_NOT_FOUND",
        "机构不存在，请核对机构代码",
        "no such institution: check its id",
        basis::QUOTA_BINDS,
    )
}

fn unknown_bucket(bucket: &Bucket) -> Finding {
    Finding::block(
        "BUCKET_NOT_FOUND",
        format!("该单位没有{}，请核对编制类型和经费形式", bucket.label(codes::Lang::Zh)),
        format!(
            "the institution has no {} seats: check quota type and funding",
            bucket.label(codes::Lang::En)
        ),
        basis::QUOTA_BINDS,
    )
}

fn unknown_division() -> Finding {
    Finding::block(
        "DIVISION_NOT_FOUND",
        "所填内设机构不属于该单位，请核对",
        "a division on the form is none of this institution's",
        basis::DIVISIONS,
    )
}

//! The directory (权限目录): units, the persons who act for them, and partners' systems.
use std::collections::BTreeSet;

use time::OffsetDateTime;
use uuid::Uuid;

use super::{Certificate, Id};

/// Declares a closed set of words, as the directory's files, the database and the contract spell them.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$item_doc])* $variant,)+ }

        impl $name {
            /// Every word of the set.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// As it is spelt.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// What a word means, if it is one of the set.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

words! {
    /// Kind of principal that a unit is (domain.md §2.1); a unit may be several at once.
    UnitKind {
        /// 编办.
        StaffingOffice = "staffing_office",
        /// 市直部门: submits for its tree.
        Department = "department",
        /// 二级单位: drafts, and submits through its department.
        SubUnit = "sub_unit",
        /// 组织部.
        OrgDept = "org_dept",
        /// 人社局.
        HrBureau = "hr_bureau",
        /// 财政局.
        Finance = "finance",
        /// 养老保险经办机构.
        Pension = "pension",
    }
}

words! {
    /// Desk of a staffing office (岗位).
    Desk {
        /// 受理岗.
        Accept = "desk_accept",
        /// 审核岗.
        Review = "desk_review",
        /// 审批岗.
        Approve = "desk_approve",
    }
}

words! {
    /// What a person may do beside a desk.
    Duty {
        /// Drafts and submits for the unit (经办).
        Clerk = "clerk",
        /// Gives the department's opinion.
        Opinion = "opinion",
        /// Verifies papers.
        Verifier = "verifier",
        /// Imports base data, publishes definitions, opens series (系统管理员).
        Setup = "setup",
        /// Tokens and revocations (安全管理员).
        Security = "security",
        /// Reads the record (审计管理员).
        Audit = "audit",
    }
}

words! {
    /// Role of a partner's system.
    PartnerRole {
        /// Of the organization department.
        Organization = "organization",
        /// Of the HR bureau.
        Hr = "hr",
        /// Of the finance bureau.
        Finance = "finance",
        /// Of the pension agency.
        Pension = "pension",
    }
}

/// A unit as a principal (单位); its id is the registry's institution id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Institution id.
    pub id: Id,
    /// Name in Chinese.
    pub name: String,
    /// Kinds of principal that it is; at least one.
    pub kinds: BTreeSet<UnitKind>,
    /// The department (主管部门) through which it submits; itself, unless it is a sub_unit.
    pub department_id: Id,
    /// Jurisdiction that it belongs to; unknown for the unit of a seeded operator until the import.
    pub jurisdiction_id: Option<Id>,
    /// Area code (GB/T 2260) of the jurisdiction; unknown like the jurisdiction.
    pub area_code: Option<String>,
    /// Items that it may submit (业务提交权限); empty means all.
    pub permitted_items: BTreeSet<String>,
}

/// A person who acts for a unit (经办人).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// The CN of his or her certificates.
    pub id: Id,
    /// The unit that the certificates are bound to.
    pub unit_id: Id,
    /// Name shown on desks.
    pub display_name: String,
    /// Desks of the staffing office.
    pub desks: BTreeSet<Desk>,
    /// Duties.
    pub duties: BTreeSet<Duty>,
    /// Operator to whom unanswered work escalates.
    pub superior_id: Option<Id>,
    /// The registry's person of this operator, if on establishment here.
    pub person_id: Option<Uuid>,
}

/// A partner department's system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// `<role>-<area code>`.
    pub id: Id,
    /// The partner department.
    pub unit_id: Id,
    /// Role.
    pub role: PartnerRole,
    /// Area code of its jurisdiction.
    pub area_code: String,
}

/// A whole directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    /// Units, by id.
    pub units: Vec<Unit>,
    /// Operators, by id.
    pub operators: Vec<Operator>,
    /// Partners' systems, by id.
    pub partners: Vec<Partner>,
}

/// The content of a trust snapshot: everything a house needs to decide locally.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust {
    /// Grows with each change.
    pub version: i64,
    /// Serials of revoked certificates that have not expired.
    pub revoked: Vec<String>,
    /// The directory.
    pub directory: Directory,
    /// Certificates of partners' systems that have not expired: the houses verify signatures with them.
    pub partner_certificates: Vec<Certificate>,
    /// When it was read, system time.
    pub read_at: OffsetDateTime,
}

impl PartnerRole {
    /// The kind of unit whose system has this role.
    pub fn unit_kind(self) -> UnitKind {
        match self {
            Self::Organization => UnitKind::OrgDept,
            Self::Hr => UnitKind::HrBureau,
            Self::Finance => UnitKind::Finance,
            Self::Pension => UnitKind::Pension,
        }
    }
}

//! What a paper says (domain.md §5.2), in the form that is frozen, hashed and signed.
//!
//! The serialised form is the canonical content of I31: a field is never renamed or given another
//! meaning, since papers of all years are read back through these types. Empty texts mean 无.

use serde::{Deserialize, Serialize};
use time::Date;

time::serde::format_description!(iso_date, Date, "[year]-[month]-[day]");

/// The kinds of paper (文书种类).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PaperKind {
    /// 准许用编通知单.
    Permit,
    /// 进编通知单.
    Entry,
    /// 核拨经费通知单.
    Funding,
    /// 函.
    Letter,
}

impl PaperKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Permit, Self::Entry, Self::Funding, Self::Letter];

    /// The stored word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Permit => "permit",
            Self::Entry => "entry",
            Self::Funding => "funding",
            Self::Letter => "letter",
        }
    }

    /// The kind that a stored word means.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A paper: what all have in common, and the words of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    pub head: Head,
    pub body: Body,
}

/// What every paper says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Number (文号).
    pub doc_no: String,
    /// Case number (案号), `420800-2026-000123`.
    pub case_no: String,
    #[serde(with = "iso_date")]
    pub issued_on: Date,
    /// The issuing office (发文机关), as the mark, the signature and the seal show it.
    pub office: String,
    /// 主送.
    pub addressee: String,
    /// 抄送.
    pub copies: Vec<String>,
}

/// The words of one kind of paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    Letter(Letter),
    Permit(Permit),
    Entry(Entry),
    Funding(Funding),
}

/// 函: what was decided, to the applicant department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// "关于⟨subject⟩的函".
    pub subject: String,
    pub paragraphs: Vec<String>,
    /// One sentence.
    pub validity: String,
    /// How to object or correct.
    pub remedy: String,
    pub contact: String,
    /// The appendices: the slips of the same case.
    pub slips: Vec<SlipRef>,
}

/// A slip as a letter names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlipRef {
    pub title: String,
    pub doc_no: String,
}

/// The unit concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitLine {
    pub name: String,
    /// Unified social credit code.
    pub uscc: String,
    /// 主管部门.
    pub supervisor: String,
    /// 内设机构.
    pub division: String,
}

/// A bucket's figures at the end of a business date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    #[serde(with = "iso_date")]
    pub date: Date,
    pub approved: i32,
    pub occupied: i32,
    pub reserved: i32,
    pub available: i32,
}

/// 准许用编通知单.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permit {
    pub unit: UnitLine,
    pub quota_type: String,
    pub funding: String,
    pub channel: String,
    /// Seats.
    pub quantity: u32,
    pub posts: Vec<PostLine>,
    pub before: Snapshot,
    pub after: Snapshot,
    #[serde(with = "iso_date")]
    pub valid_from: Date,
    #[serde(with = "iso_date")]
    pub valid_to: Date,
    pub basis: String,
}

/// One line of 岗位条件.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostLine {
    pub division: String,
    pub post: String,
    pub category: String,
    pub education: String,
    pub quantity: u32,
}

/// 进编通知单.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub unit: UnitLine,
    pub name: String,
    pub sex: String,
    /// `1998年11月`.
    pub birth_month: String,
    pub masked_id_number: String,
    pub channel: String,
    pub previous_unit: String,
    pub quota_type: String,
    pub funding: String,
    pub post: String,
    pub rank: String,
    pub category: String,
    #[serde(with = "iso_date")]
    pub effective_on: Date,
    /// Number of the permit consumed.
    pub permit_no: String,
    /// On the effective date, as known at commit.
    pub after: Snapshot,
    pub opinions: Vec<Opinion>,
    pub basis: String,
}

/// An opinion of a reviewing department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    pub department: String,
    pub verdict: String,
    #[serde(with = "iso_date")]
    pub date: Date,
}

/// 核拨经费通知单. Certifies head, quota type and funding form; it has no field for an amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Funding {
    pub unit: UnitLine,
    pub direction: Direction,
    pub persons: Vec<FundingPerson>,
    pub quota_type: String,
    pub funding: String,
    /// Month from which pay begins or ends, `2026年9月`.
    pub pay_month: String,
    /// Number of the entry or exit paper of the same case.
    pub linked_no: String,
    pub basis: String,
}

/// A person on a funding notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundingPerson {
    pub name: String,
    pub masked_id_number: String,
}

/// What happens to the funded heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Increase,
    Decrease,
    Change,
}

impl Paper {
    /// What kind of paper this is.
    pub fn kind(&self) -> PaperKind {
        match &self.body {
            Body::Letter(_) => PaperKind::Letter,
            Body::Permit(_) => PaperKind::Permit,
            Body::Entry(_) => PaperKind::Entry,
            Body::Funding(_) => PaperKind::Funding,
        }
    }

    /// Its printed title.
    pub fn title(&self) -> String {
        match &self.body {
            Body::Letter(letter) => format!("关于{}的函", letter.subject),
            Body::Permit(_) => "准许用编通知单".to_owned(),
            Body::Entry(_) => "进编通知单".to_owned(),
            Body::Funding(_) => "核拨经费通知单".to_owned(),
        }
    }
}

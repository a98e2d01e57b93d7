//! How an item is handled, as data: the parsed definition that a case is pinned to.
//!
//! The YAML is read and checked in the craft room `definition/`; whoever holds a [`Published`] knows that it
//! passed the model check.

use calendar::Limit;
use codes::{Item, QuotaType};
use serde::{Deserialize, Serialize};

use super::opinion::Department;
use super::papers::PaperType;
use super::{Desk, Form};

/// An item definition (事项定义).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The item.
    pub item: Item,
    /// Name in Chinese, as people and letters call it.
    pub title: String,
    /// Where the procedure comes from.
    pub basis: String,
    /// Class of the time limit: T0, M2 or L5.
    pub clock: Limit,
    /// What a submission takes at the registry, and when it goes back.
    pub hold: Hold,
    /// The desks in the order in which they hold a case (审批链).
    pub desks: Vec<DeskRule>,
    /// Departments asked in parallel after acceptance (并联审查).
    #[serde(default)]
    pub opinions: Vec<OpinionRule>,
    /// The checklist (材料清单).
    pub materials: Vec<MaterialRule>,
    /// Papers issued on completion, in the order of their numbers.
    pub papers: Vec<PaperType>,
    /// Partners that are told (推送), by role.
    pub pushes: Vec<String>,
}

/// What a submission takes at the registry (domain.md §3.0 "Holds and pins").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Seats or a pin on the cited permit.
    pub takes: Taken,
    /// What becomes of it when the case is returned.
    pub on_return: Then,
    /// What becomes of it when the case ends without approval.
    pub on_end: Then,
}

/// What is taken at the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Taken {
    /// Seats of the bucket, exclusively.
    Seats,
    /// A pin on the cited permit: no seat.
    Pin,
}

/// What becomes of what was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// It stays.
    Keep,
    /// It goes back.
    GiveBack,
}

/// One desk of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskRule {
    /// Which.
    pub desk: Desk,
    /// What it may do with a case that it holds.
    pub may: Vec<Move>,
}

/// What a desk may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// Take a submitted case in (受理).
    Accept,
    /// Pass it on to the next desk (审核).
    Pass,
    /// Decide it (审批).
    Approve,
    /// Return it for correction (退回补正).
    Return,
    /// Refuse it (不予受理).
    Refuse,
}

/// A department that is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpinionRule {
    /// Who.
    pub department: Department,
    /// Whether every approval needs its consent (E6).
    pub required: bool,
    /// Quota types for which its consent is needed even if `required` is not said.
    #[serde(default)]
    pub decisive_for: Vec<QuotaType>,
    /// Working days that it has.
    pub limit_working_days: u32,
}

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialRule {
    /// Kind of domain.md §3.0.
    pub kind: codes::Material,
    /// Where it comes from.
    pub source: Source,
    /// Whether a case can't be submitted without it.
    pub required: bool,
}

/// Where a material comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Made here from the form; always there.
    Generated,
    /// Uploaded by the applicant.
    Upload,
}

/// A definition that was published, with its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Version, from 1.
    pub version: i32,
    /// What it says.
    pub definition: Definition,
}

impl Definition {
    /// Whether a desk of the chain may make a move.
    pub fn allows(&self, desk: Desk, wanted: Move) -> bool {
        self.desks.iter().any(|rule| rule.desk == desk && rule.may.contains(&wanted))
    }

    /// The desk after this one in the chain.
    pub fn next_desk(&self, desk: Desk) -> Option<Desk> {
        let mut chain = self.desks.iter().map(|rule| rule.desk).skip_while(|other| *other != desk);
        chain.nth(1)
    }

    /// Who is asked about this form, and whether the approval needs the answer.
    pub fn asks<'a>(&'a self, form: &'a Form) -> impl Iterator<Item = (&'a OpinionRule, bool)> {
        let quota_type = form.bucket().quota_type;
        self.opinions.iter().map(move |rule| (rule, rule.required || rule.decisive_for.contains(&quota_type)))
    }
}

//! Opinions of the reviewing departments (资格审查意见), as bridge told them.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A department that is asked before an entry is decided (domain.md §3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Department {
    /// Organization department (组织部).
    OrgDept,
    /// Human-resources bureau (人社局).
    HrBureau,
}

/// What a department thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// Asked, no answer yet (待审查).
    Pending,
    /// Agrees (同意).
    Agree,
    /// Disagrees (不同意).
    Disagree,
    /// Looked at something that has changed since (已作废).
    Void,
}

/// One department's opinion on one version of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// Who was asked.
    pub department: Department,
    /// Whether the approval needs it (E6).
    pub required: bool,
    /// The answer.
    pub verdict: Verdict,
    /// When it was given.
    #[serde(with = "time::serde::rfc3339::option")]
    pub given_at: Option<OffsetDateTime>,
    /// What the department looked at: SM3 of the canonical form.
    pub seen_hash: Option<String>,
}

impl Department {
    /// Every department that may be asked.
    pub const ALL: [Self; 2] = [Self::OrgDept, Self::HrBureau];

    /// The code: a kind of unit in the directory.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OrgDept => "org_dept",
            Self::HrBureau => "hr_bureau",
        }
    }

    /// The department with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|department| department.code() == code)
    }

    /// What people call it where the directory names no unit.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::OrgDept => "组织部门",
            Self::HrBureau => "人力资源社会保障部门",
        }
    }
}

impl Verdict {
    /// The code in rows and messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Agree => "AGREE",
            Self::Disagree => "DISAGREE",
            Self::Void => "VOID",
        }
    }

    /// The verdict with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Pending, Self::Agree, Self::Disagree, Self::Void].into_iter().find(|v| v.code() == code)
    }

    /// What a paper calls it.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Pending => "待审查",
            Self::Agree => "同意",
            Self::Disagree => "不同意",
            Self::Void => "已作废",
        }
    }
}

impl Opinion {
    /// The opinion of a department that has just been asked.
    pub fn asked(department: Department, required: bool) -> Self {
        Self { department, required, verdict: Verdict::Pending, given_at: None, seen_hash: None }
    }

    /// Whether it is a consent to exactly this form (I24).
    pub fn agrees_to(&self, form_hash: &str) -> bool {
        self.verdict == Verdict::Agree && self.seen_hash.as_deref() == Some(form_hash)
    }
}

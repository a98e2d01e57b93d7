//! The three desks of a staffing office.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A desk (岗位): takes a case in, checks it, decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Desk {
    /// Acceptance desk (受理岗).
    #[serde(rename = "desk_accept")]
    Accept,
    /// Review desk (审核岗).
    #[serde(rename = "desk_review")]
    Review,
    /// Approval desk (审批岗).
    #[serde(rename = "desk_approve")]
    Approve,
}

impl Desk {
    /// Every desk, in the order of a chain.
    pub const ALL: [Self; 3] = [Self::Accept, Self::Review, Self::Approve];

    /// The code in the directory, in definitions and in facts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accept => "desk_accept",
            Self::Review => "desk_review",
            Self::Approve => "desk_approve",
        }
    }

    /// The desk with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|desk| desk.code() == code)
    }

    /// What people call it.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Accept => "受理岗",
            Self::Review => "审核岗",
            Self::Approve => "审批岗",
        }
    }
}

impl fmt::Display for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

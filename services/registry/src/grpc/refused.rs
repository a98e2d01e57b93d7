//! What the front door refuses before anything is asked.

use kernel::error::{Coded, Kind, Violation};

/// What the door refuses before anything is asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    /// The request is malformed; every field is listed.
    #[error("{} fields can't be read", .0.len())]
    Fields(Vec<Violation>),
    /// Personal data without a purpose.
    #[error("say what the personal data is for, in 2 to 200 characters")]
    Purpose(Vec<Violation>),
}

impl Coded for Refused {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn reason(&self) -> &str {
        match self {
            Self::Fields(_) => "FIELD_INVALID",
            Self::Purpose(_) => "PURPOSE_REQUIRED",
        }
    }

    fn zh(&self) -> Option<String> {
        Some(match self {
            Self::Fields(violations) => format!("{}处填写有误", violations.len()),
            Self::Purpose(_) => "查询个人信息须注明用途（2至200字）".into(),
        })
    }

    fn violations(&self) -> &[Violation] {
        match self {
            Self::Fields(violations) | Self::Purpose(violations) => violations,
        }
    }
}

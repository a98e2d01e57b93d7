//! Why a command of this house was not done.

use kernel::error::{Coded, Finding, Kind, Violation};

use crate::domain::{DeliveryError, MessageRefused, OpinionError};
use crate::{remote, store};

/// Why a command is not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("no review of case {0} that you may see")]
    ReviewNotFound(String),
    #[error("no {department} in area {area_code} to be asked: import it into the directory")]
    DepartmentUnknown { department: &'static str, area_code: String },
    #[error("the trust snapshot has not arrived yet")]
    TrustUnknown,
    #[error("the request has fields that can't be read")]
    Invalid(Vec<Violation>),
    #[error(transparent)]
    Opinion(#[from] OpinionError),
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
    #[error(transparent)]
    Message(#[from] MessageRefused),
    #[error(transparent)]
    Command(#[from] command::Error),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Registry(#[from] remote::Error),
    /// A message can't be written: our fault.
    #[error("a message can't be written")]
    Unwritable(#[source] serde_json::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::ReviewNotFound(_) => Kind::NotFound,
            Self::DepartmentUnknown { .. } => Kind::Precondition,
            Self::TrustUnknown => Kind::Unavailable,
            Self::Invalid(_) => Kind::Invalid,
            Self::Opinion(error) => error.kind(),
            Self::Delivery(error) => error.kind(),
            Self::Message(error) => error.kind(),
            Self::Command(error) => error.kind(),
            Self::Store(store::Error::Database(error)) => error.kind(),
            Self::Store(store::Error::Vault(_) | store::Error::Unreadable { .. }) | Self::Unwritable(_) => {
                Kind::Internal
            }
            Self::Registry(error) => error.kind(),
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::ReviewNotFound(_) => "REVIEW_NOT_FOUND",
            Self::DepartmentUnknown { .. } => "UNIT_NOT_FOUND",
            Self::TrustUnknown => "TRUST_UNKNOWN",
            Self::Invalid(_) => "FIELD_INVALID",
            Self::Opinion(error) => error.reason(),
            Self::Delivery(error) => error.reason(),
            Self::Message(error) => error.reason(),
            Self::Command(error) => error.reason(),
            Self::Store(store::Error::Database(error)) => error.reason(),
            Self::Store(store::Error::Vault(_) | store::Error::Unreadable { .. }) | Self::Unwritable(_) => {
                "INTERNAL"
            }
            Self::Registry(error) => error.reason(),
        }
    }

    fn zh(&self) -> Option<String> {
        match self {
            Self::ReviewNotFound(case) => Some(format!("没有您可查看的办件 {case} 的并联审查")),
            Self::DepartmentUnknown { department, area_code } => {
                Some(format!("目录中没有 {area_code} 的 {department}，无法征求意见，请先导入目录"))
            }
            Self::TrustUnknown => Some("尚未取得信任快照，请稍后再试".to_owned()),
            Self::Invalid(_) => Some("请求中有无法识别的字段".to_owned()),
            Self::Opinion(error) => error.zh(),
            Self::Delivery(error) => error.zh(),
            Self::Command(error) => error.zh(),
            Self::Message(_) | Self::Store(_) | Self::Registry(_) | Self::Unwritable(_) => None,
        }
    }

    fn violations(&self) -> &[Violation] {
        match self {
            Self::Invalid(violations) => violations,
            Self::Command(error) => error.violations(),
            _ => &[],
        }
    }

    fn findings(&self) -> &[Finding] {
        match self {
            Self::Registry(error) => error.findings(),
            _ => &[],
        }
    }
}

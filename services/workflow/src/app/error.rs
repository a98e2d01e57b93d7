//! Why a command of this house was not done.

use std::collections::BTreeMap;

use kernel::error::{Coded, Finding, Kind, Violation};

use crate::domain::{CaseError, CaseId};
use crate::{remote, store};

/// Why a command is refused or fails.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules of the case say no.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// Fields can't be read; all of them.
    #[error("{} fields can't be read", .0.len())]
    Invalid(Vec<Violation>),
    /// The definition has defects; all of them.
    #[error("the definition has {} defects", .0.len())]
    DefinitionInvalid(Vec<Violation>),
    /// A refusal that needs nothing but its reason and sentences.
    #[error("{en}")]
    Refused {
        /// What the caller can do about it.
        kind: Kind,
        /// A value of the list of reasons.
        reason: &'static str,
        /// In Chinese.
        zh: String,
        /// In English.
        en: String,
    },
    /// No such case, or not the caller's to see.
    #[error("there is no case {0}")]
    CaseNotFound(String),
    /// The case changed since the caller saw it.
    #[error("case {case_id} changed since you saw it (etag {current}): read it again")]
    EtagMismatch {
        /// The case.
        case_id: CaseId,
        /// Its etag now.
        current: String,
    },
    /// A step of the case is under way in another house.
    #[error("a step of case {0} is under way: ask again")]
    UnderWay(CaseId),
    /// No trust snapshot yet.
    #[error("the directory is not known yet")]
    TrustUnknown,
    #[error(transparent)]
    Remote(#[from] remote::Error),
    #[error(transparent)]
    Command(#[from] command::Error),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Blob(#[from] blob::Error),
    /// What was stored can't be read back.
    #[error("a stored answer or intent can't be read")]
    Stored(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// A rule's plain no.
    pub(super) fn refused(
        kind: Kind,
        reason: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self::Refused { kind, reason, zh: zh.into(), en: en.into() }
    }

    /// What is stored can't be what was written.
    pub(super) fn stored(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Stored(error.into())
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<seal::NotCanonical> for Error {
    fn from(error: seal::NotCanonical) -> Self {
        Self::Store(error.into())
    }
}

impl From<vault::Error> for Error {
    fn from(error: vault::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Case(error) => error.kind(),
            Self::Invalid(_) | Self::DefinitionInvalid(_) => Kind::Invalid,
            Self::Refused { kind, .. } => *kind,
            Self::CaseNotFound(_) => Kind::NotFound,
            Self::EtagMismatch { .. } => Kind::Conflict,
            Self::UnderWay(_) | Self::TrustUnknown => Kind::Unavailable,
            Self::Remote(error) => error.kind(),
            Self::Command(error) => error.kind(),
            Self::Store(error) => error.kind(),
            Self::Blob(error) => error.kind(),
            Self::Stored(_) => Kind::Internal,
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::Case(error) => error.reason(),
            Self::Invalid(_) => "FIELD_INVALID",
            Self::DefinitionInvalid(_) => "DEFINITION_INVALID",
            Self::Refused { reason, .. } => reason,
            Self::CaseNotFound(_) => "CASE_NOT_FOUND",
            Self::EtagMismatch { .. } => "ETAG_MISMATCH",
            Self::UnderWay(_) => "REQUEST_IN_PROGRESS",
            Self::TrustUnknown => "TRUST_UNKNOWN",
            Self::Remote(error) => error.reason(),
            Self::Command(error) => error.reason(),
            Self::Store(error) => error.reason(),
            Self::Blob(blob::Error::TooLarge { .. }) => "MATERIAL_TOO_LARGE",
            Self::Blob(error) => error.reason(),
            Self::Stored(_) => "INTERNAL",
        }
    }

    fn zh(&self) -> Option<String> {
        match self {
            Self::Case(error) => error.zh(),
            Self::Invalid(_) => Some("表单有误，请按提示逐项更正".into()),
            Self::DefinitionInvalid(_) => Some("事项定义有误，请按提示逐项更正".into()),
            Self::Refused { zh, .. } => Some(zh.clone()),
            Self::CaseNotFound(id) => Some(format!("没有办件{id}")),
            Self::EtagMismatch { case_id, .. } => Some(format!("办件{case_id}已有变动，请重新读取")),
            Self::UnderWay(id) => Some(format!("办件{id}正在办理，请稍后再试")),
            Self::TrustUnknown => Some("尚未取得机构与人员目录".into()),
            Self::Remote(error) => error.zh(),
            Self::Command(error) => error.zh(),
            Self::Blob(blob::Error::TooLarge { limit_bytes }) => Some(format!("文件超过{limit_bytes}字节")),
            Self::Store(_) | Self::Blob(_) | Self::Stored(_) => None,
        }
    }

    fn violations(&self) -> &[Violation] {
        match self {
            Self::Invalid(violations) | Self::DefinitionInvalid(violations) => violations,
            Self::Command(error) => error.violations(),
            Self::Remote(error) => error.violations(),
            _ => &[],
        }
    }

    fn findings(&self) -> &[Finding] {
        match self {
            Self::Case(error) => error.findings(),
            Self::Remote(error) => error.findings(),
            _ => &[],
        }
    }

    fn metadata(&self) -> BTreeMap<String, String> {
        match self {
            // The figures of the first blocking finding, for clients that read no findings.
            Self::Case(error) => {
                error.findings().iter().find(|f| f.blocks()).map(|f| f.figures.clone()).unwrap_or_default()
            }
            Self::EtagMismatch { current, .. } => BTreeMap::from([("etag".into(), current.clone())]),
            Self::Remote(error) => error.metadata(),
            _ => BTreeMap::new(),
        }
    }
}

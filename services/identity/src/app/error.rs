//! Why a command of this house was not done.

use kernel::error::{Coded, Kind, Violation};

use crate::ca::{self, RequestError};
use crate::domain::{ImportRefused, PrincipalKind, TokenError};

/// Why identity does not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No enrolment or administrator token has this secret, or the administrator's is too old.
    #[error("the token is not one of ours: ask the security administrator for one")]
    TokenInvalid,
    /// The token does not work any more.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The signing request can't be used.
    #[error(transparent)]
    SigningRequest(#[from] RequestError),
    /// The directory has no such principal.
    #[error("the directory has no {kind} principal {id}: import it first")]
    PrincipalUnknown {
        /// Kind of principal.
        kind: PrincipalKind,
        /// Its id.
        id: String,
    },
    /// The certificate that asks for the next one was revoked meanwhile.
    #[error("the certificate was revoked: ask the security administrator for a new enrolment")]
    Revoked,
    /// No certificate has this serial.
    #[error("no certificate has the serial {0}")]
    CertificateNotFound(String),
    /// No unit has this id.
    #[error("no unit has the id {0}")]
    UnitNotFound(String),
    /// The files have defects.
    #[error(transparent)]
    Import(#[from] ImportRefused),
    /// There is a directory already.
    #[error("a directory was imported before: an installation is imported once")]
    AlreadyImported,
    /// The request id can't be taken.
    #[error(transparent)]
    Request(#[from] command::Error),
    /// Keys, certificates or signatures failed.
    #[error(transparent)]
    Authority(#[from] ca::Error),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Error {
    /// What is behind it, where that knows itself what it means.
    fn inner(&self) -> Option<&dyn Coded> {
        match self {
            Self::Token(error) => Some(error),
            Self::SigningRequest(error) => Some(error),
            Self::Import(error) => Some(error),
            Self::Request(error) => Some(error),
            Self::Authority(error) => Some(error),
            Self::Database(error) => Some(error),
            Self::TokenInvalid
            | Self::PrincipalUnknown { .. }
            | Self::Revoked
            | Self::CertificateNotFound(_)
            | Self::UnitNotFound(_)
            | Self::AlreadyImported => None,
        }
    }
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        if let Some(inner) = self.inner() {
            return inner.kind();
        }
        match self {
            Self::TokenInvalid | Self::Revoked => Kind::Forbidden,
            Self::PrincipalUnknown { .. } | Self::CertificateNotFound(_) | Self::UnitNotFound(_) => {
                Kind::NotFound
            }
            Self::AlreadyImported => Kind::Precondition,
            _ => Kind::Internal,
        }
    }

    fn reason(&self) -> &str {
        if let Some(inner) = self.inner() {
            return inner.reason();
        }
        match self {
            Self::TokenInvalid => "TOKEN_INVALID",
            Self::Revoked => "CERT_REVOKED",
            Self::PrincipalUnknown { .. } => "UNKNOWN_PRINCIPAL",
            Self::CertificateNotFound(_) => "CERTIFICATE_NOT_FOUND",
            Self::UnitNotFound(_) => "UNIT_NOT_FOUND",
            Self::AlreadyImported => "ALREADY_IMPORTED",
            _ => "INTERNAL",
        }
    }

    fn zh(&self) -> Option<String> {
        if let Some(inner) = self.inner() {
            return inner.zh();
        }
        match self {
            Self::TokenInvalid => Some("令牌无效，请向安全管理员申请".into()),
            Self::Revoked => Some("证书已被吊销，请向安全管理员申请重新注册".into()),
            Self::PrincipalUnknown { id, .. } => Some(format!("目录中没有 {id}，请先导入目录")),
            Self::CertificateNotFound(serial) => Some(format!("没有序列号为 {serial} 的证书")),
            Self::UnitNotFound(id) => Some(format!("没有单位 {id}")),
            Self::AlreadyImported => Some("目录已导入过，每个安装只导入一次".into()),
            _ => None,
        }
    }

    fn violations(&self) -> &[Violation] {
        self.inner().map(Coded::violations).unwrap_or_default()
    }
}

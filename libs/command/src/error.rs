//! Why a request can't be taken as a new one.

use kernel::error::{Coded, Kind, Violation};
use uuid::Uuid;

/// Why a request can't be taken as a new one.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request id is no UUID.
    #[error("request_id must be a UUID")]
    IdInvalid(Vec<Violation>),
    /// The same principal used the id for another content.
    #[error("request {0} was sent before with other content: use a new request_id")]
    Reused(Uuid),
    /// The first one is still under way.
    #[error("request {0} is still under way: ask again with the same request_id")]
    InProgress(Uuid),
    /// The stored answer is not of the type that the command gives: a release that changed it without a migration.
    #[error("the stored answer of request {0} can't be read")]
    AnswerUnreadable(Uuid, #[source] serde_json::Error),
    /// The answer can't be stored.
    #[error("an answer can't be stored")]
    AnswerUnstorable(#[source] serde_json::Error),
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::IdInvalid(_) => Kind::Invalid,
            Self::Reused(_) => Kind::AlreadyExists,
            Self::InProgress(_) => Kind::Unavailable,
            Self::AnswerUnreadable(..) | Self::AnswerUnstorable(_) => Kind::Internal,
            Self::Database(error) => error.kind(),
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::IdInvalid(_) => "FIELD_INVALID",
            Self::Reused(_) => "REQUEST_ID_REUSED",
            Self::InProgress(_) => "REQUEST_IN_PROGRESS",
            Self::AnswerUnreadable(..) | Self::AnswerUnstorable(_) => "INTERNAL",
            Self::Database(error) => error.reason(),
        }
    }

    fn zh(&self) -> Option<String> {
        match self {
            Self::IdInvalid(_) => Some("request_id 必须是 UUID".into()),
            Self::Reused(_) => Some("同一 request_id 曾用于不同内容，请更换 request_id".into()),
            Self::InProgress(_) => Some("该请求仍在办理中，请用同一 request_id 再次查询".into()),
            Self::AnswerUnreadable(..) | Self::AnswerUnstorable(_) | Self::Database(_) => None,
        }
    }

    fn violations(&self) -> &[Violation] {
        match self {
            Self::IdInvalid(violations) => violations,
            _ => &[],
        }
    }
}

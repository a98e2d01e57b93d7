//! Why a command of this house was not done.

use std::collections::BTreeMap;

use kernel::error::{Coded, Kind, Violation};

use crate::{
    domain::{OpeningError, OrderError, PaperKind},
    render::RenderError,
};

/// Why the service did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Opening(#[from] OpeningError),
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Command(#[from] command::Error),
    #[error(transparent)]
    Database(#[from] db::Error),
    #[error(transparent)]
    File(#[from] blob::Error),
    /// Also for a document that the caller may not see.
    #[error("no such document")]
    DocumentNotFound,
    #[error("the printed copy of {0} is still being made")]
    RenderingPending(String),
    #[error("the series {} of {jurisdiction_id} is not open for {year}", kind.code())]
    SeriesNotOpen { jurisdiction_id: String, kind: PaperKind, year: i32 },
    #[error("the series is open for {0} already, or another one has its prefix")]
    SeriesAlreadyOpen(i32),
    #[error("no key is there to sign papers of {0} with")]
    SigningKeyMissing(String),
    /// What was written can't be read or written again: a bug or a hand in the database.
    #[error("the words of a paper: {0}")]
    Words(Box<dyn std::error::Error + Send + Sync>),
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Order(error) => error.kind(),
            Self::Opening(error) => error.kind(),
            Self::Render(error) => error.kind(),
            Self::Command(error) => error.kind(),
            Self::Database(error) => error.kind(),
            Self::File(error) => error.kind(),
            Self::DocumentNotFound => Kind::NotFound,
            Self::RenderingPending(_) => Kind::Unavailable,
            Self::SeriesNotOpen { .. } | Self::SeriesAlreadyOpen(_) | Self::SigningKeyMissing(_) => {
                Kind::Precondition
            }
            Self::Words(_) => Kind::Internal,
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::Order(error) => error.reason(),
            Self::Opening(error) => error.reason(),
            Self::Render(error) => error.reason(),
            Self::Command(error) => error.reason(),
            Self::Database(error) => error.reason(),
            Self::File(error) => error.reason(),
            Self::DocumentNotFound => "DOCUMENT_NOT_FOUND",
            Self::RenderingPending(_) => "RENDERING_PENDING",
            Self::SeriesNotOpen { .. } => "SERIES_NOT_OPEN",
            Self::SeriesAlreadyOpen(_) => "SERIES_ALREADY_OPEN",
            Self::SigningKeyMissing(_) => "SIGNING_KEY_MISSING",
            Self::Words(_) => "INTERNAL",
        }
    }

    fn zh(&self) -> Option<String> {
        match self {
            Self::Order(error) => error.zh(),
            Self::Opening(error) => error.zh(),
            Self::Render(error) => error.zh(),
            Self::Command(error) => error.zh(),
            Self::Database(_) | Self::File(_) | Self::Words(_) => None,
            Self::DocumentNotFound => Some("没有这份文书，或者无权查看".to_owned()),
            Self::RenderingPending(doc_no) => Some(format!("{doc_no}正在排版，请稍后再取")),
            Self::SeriesNotOpen { year, .. } => Some(format!("{year}年该文种尚未起编，请先登记起始文号")),
            Self::SeriesAlreadyOpen(year) => Some(format!("{year}年该文种已经起编，或者代字已被使用")),
            Self::SigningKeyMissing(_) => Some("没有该编办的签章密钥，请先生成密钥".to_owned()),
        }
    }

    fn violations(&self) -> &[Violation] {
        match self {
            Self::Order(error) => error.violations(),
            Self::Opening(error) => error.violations(),
            Self::Command(error) => error.violations(),
            _ => &[],
        }
    }

    fn metadata(&self) -> BTreeMap<String, String> {
        match self {
            Self::SeriesNotOpen { jurisdiction_id, kind, year } => BTreeMap::from([
                ("jurisdiction_id".to_owned(), jurisdiction_id.clone()),
                ("kind".to_owned(), kind.code().to_owned()),
                ("year".to_owned(), year.to_string()),
            ]),
            _ => BTreeMap::new(),
        }
    }
}

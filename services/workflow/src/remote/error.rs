//! Another house did not do what it was asked.

use std::collections::BTreeMap;

use channel::Failure;
use kernel::error::{Coded, Finding, Kind, Violation};

/// Another house did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It refused or could not be reached.
    #[error("{house}: {failure}")]
    Failed {
        /// Which house.
        house: &'static str,
        /// What it said.
        failure: Box<Failure>,
    },
    /// Its answer is not what the contract promises.
    #[error("{house} answered without {what}")]
    Incomplete {
        /// Which house.
        house: &'static str,
        /// What is missing.
        what: &'static str,
    },
}

impl Error {
    pub(super) fn failed(house: &'static str) -> impl Fn(tonic::Status) -> Self {
        move |status| Self::Failed { house, failure: Box::new(channel::failure(&status)) }
    }

    /// Whether the house has said no for good: asking the same again can't help.
    pub fn is_refusal(&self) -> bool {
        matches!(self.kind(), Kind::Invalid | Kind::Precondition | Kind::NotFound)
    }

    /// The refusal as findings: those that came with it, or one that carries its reason.
    pub fn into_findings(self) -> Vec<Finding> {
        match self {
            Self::Failed { failure, .. } if !failure.findings.is_empty() => failure.findings,
            Self::Failed { failure, .. } => {
                let details: Vec<&str> =
                    failure.violations.iter().map(|violation| violation.en.as_str()).collect();
                let en = [failure.message.as_str()].into_iter().chain(details).collect::<Vec<_>>().join("; ");
                let zh = failure.zh.clone().unwrap_or_else(|| en.clone());
                vec![Finding::block(&failure.reason, zh, en, "")]
            }
            Self::Incomplete { house, what } => {
                let en = format!("{house} answered without {what}");
                vec![Finding::block("INTERNAL", en.clone(), en, "")]
            }
        }
    }
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Failed { failure, .. } => failure.kind(),
            Self::Incomplete { .. } => Kind::Internal,
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::Failed { failure, .. } if failure.kind() == Kind::Unavailable => "PEER_UNAVAILABLE",
            Self::Failed { failure, .. } => failure.reason(),
            Self::Incomplete { .. } => "INTERNAL",
        }
    }

    fn zh(&self) -> Option<String> {
        match self {
            Self::Failed { failure, .. } => failure.zh(),
            Self::Incomplete { .. } => None,
        }
    }

    fn violations(&self) -> &[Violation] {
        match self {
            Self::Failed { failure, .. } => failure.violations(),
            Self::Incomplete { .. } => &[],
        }
    }

    fn findings(&self) -> &[Finding] {
        match self {
            Self::Failed { failure, .. } => failure.findings(),
            Self::Incomplete { .. } => &[],
        }
    }

    fn metadata(&self) -> BTreeMap<String, String> {
        match self {
            Self::Failed { failure, .. } => failure.metadata(),
            Self::Incomplete { .. } => BTreeMap::new(),
        }
    }
}

use kernel::error::{Coded, Kind, Violation};
use uuid::Uuid;

/// Why there is no probe.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Never sent here, or forgotten after a day.
    #[error("probe {0} is not known here")]
    NotFound(Uuid),
    /// The probe's id is no UUID.
    #[error("probe_id must be a UUID")]
    IdInvalid(Vec<Violation>),
    /// The request id can't be taken as a new one.
    #[error(transparent)]
    Request(#[from] command::Error),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Error {
    /// A probe's id that is no UUID.
    pub(crate) fn id_invalid() -> Self {
        Self::IdInvalid(vec![Violation::new("probe_id", "必须是 UUID", "must be a UUID")])
    }
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound(_) => Kind::NotFound,
            Self::IdInvalid(_) => Kind::Invalid,
            Self::Request(error) => error.kind(),
            Self::Database(error) => error.kind(),
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::NotFound(_) => "PROBE_NOT_FOUND",
            Self::IdInvalid(_) => "FIELD_INVALID",
            Self::Request(error) => error.reason(),
            Self::Database(error) => error.reason(),
        }
    }

    fn zh(&self) -> Option<String> {
        match self {
            Self::NotFound(probe_id) => Some(format!("本服务没有探测 {probe_id}")),
            Self::IdInvalid(_) => Some("probe_id 必须是 UUID".into()),
            Self::Request(error) => error.zh(),
            Self::Database(_) => None,
        }
    }

    fn violations(&self) -> &[Violation] {
        match self {
            Self::IdInvalid(violations) => violations,
            Self::Request(error) => error.violations(),
            Self::NotFound(_) | Self::Database(_) => &[],
        }
    }
}

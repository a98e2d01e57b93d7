//! Why a command of this house was not done.

use kernel::error::{Coded, Kind, Violation};

use crate::domain::ledger::Overdrawn;
use crate::store::persons;

/// Why something can't be answered. What the rules find about an effect is an outcome, not an error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such institution, or not the caller's to see.
    #[error("no such institution")]
    InstitutionNotFound,
    /// The institution has no such bucket.
    #[error("the institution has no such seats")]
    BucketNotFound,
    /// No such permit, or not the caller's to see.
    #[error("no such permit")]
    PermitNotFound,
    /// No such person, or not the caller's to see.
    #[error("no such person")]
    PersonNotFound,
    /// No such change, or none that waits for these numbers.
    #[error("no such change, or it has other document numbers")]
    ChangeNotFound,
    /// The files have defects.
    #[error("the import has {} defects; nothing was taken", .0.len())]
    ImportInvalid(Vec<Violation>),
    /// An installation is imported once.
    #[error("the registry was imported already")]
    AlreadyImported,
    /// Permit, hold or pin and the ledger contradict each other.
    #[error("the ledger contradicts what holds its seats")]
    Ledger(#[from] Overdrawn),
    #[error(transparent)]
    Command(#[from] command::Error),
    #[error(transparent)]
    Vault(#[from] vault::Error),
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl From<persons::Error> for Error {
    fn from(error: persons::Error) -> Self {
        match error {
            persons::Error::Database(error) => Self::Database(error),
            persons::Error::Vault(error) => Self::Vault(error),
        }
    }
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::InstitutionNotFound
            | Self::BucketNotFound
            | Self::PermitNotFound
            | Self::PersonNotFound
            | Self::ChangeNotFound => Kind::NotFound,
            Self::ImportInvalid(_) => Kind::Invalid,
            Self::AlreadyImported => Kind::Precondition,
            Self::Ledger(_) => Kind::Internal,
            Self::Command(error) => error.kind(),
            Self::Vault(error) => error.kind(),
            Self::Database(error) => error.kind(),
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::InstitutionNotFound => "INSTITUTION_NOT_FOUND",
            Self::BucketNotFound => "BUCKET_NOT_FOUND",
            Self::PermitNotFound => "APPROVAL_NOT_FOUND",
            Self::PersonNotFound => "PERSON_NOT_FOUND",
            Self::ChangeNotFound => "CHANGE_NOT_FOUND",
            Self::ImportInvalid(_) => "IMPORT_INVALID",
            Self::AlreadyImported => "ALREADY_IMPORTED",
            Self::Ledger(_) => "INTERNAL",
            Self::Command(error) => error.reason(),
            Self::Vault(error) => error.reason(),
            Self::Database(error) => error.reason(),
        }
    }

    fn zh(&self) -> Option<String> {
        match self {
            Self::InstitutionNotFound => Some("机构不存在或无权查看".into()),
            Self::BucketNotFound => Some("该单位没有这种编制".into()),
            Self::PermitNotFound => Some("核准单不存在或无权查看".into()),
            Self::PersonNotFound => Some("人员不存在或无权查看".into()),
            Self::ChangeNotFound => Some("变更不存在，或已登记其他文号".into()),
            Self::ImportInvalid(defects) => {
                Some(format!("导入文件有{}处问题，未导入任何数据", defects.len()))
            }
            Self::AlreadyImported => Some("基础数据已导入，不得重复导入".into()),
            Self::Command(error) => error.zh(),
            Self::Ledger(_) | Self::Vault(_) | Self::Database(_) => None,
        }
    }

    fn violations(&self) -> &[Violation] {
        match self {
            Self::ImportInvalid(violations) => violations,
            Self::Command(error) => error.violations(),
            _ => &[],
        }
    }
}

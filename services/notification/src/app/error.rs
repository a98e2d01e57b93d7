use kernel::error::{Coded, Kind, Violation};

use crate::domain::MessageId;

/// Why nobody was told, nothing listed or acknowledged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No trust snapshot yet: nobody knows who holds which desk.
    #[error("the directory is not known yet")]
    TrustUnknown,
    /// Not in the caller's inbox.
    #[error("no message {0} is in your inbox")]
    NotificationNotFound(MessageId),
    /// A clock that no case can have, or one beyond the calendar.
    #[error("the clock of the case can't be read: {0}")]
    Clock(#[from] calendar::ClockError),
    /// The request can't be taken as a new one.
    #[error(transparent)]
    Command(#[from] command::Error),
    /// A channel did not take a message.
    #[error(transparent)]
    Channel(#[from] crate::remote::Error),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::TrustUnknown => Kind::Unavailable,
            Self::NotificationNotFound(_) => Kind::NotFound,
            Self::Clock(_) | Self::Channel(_) => Kind::Internal,
            Self::Command(error) => error.kind(),
            Self::Database(error) => error.kind(),
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::TrustUnknown => "TRUST_UNKNOWN",
            Self::NotificationNotFound(_) => "NOTIFICATION_NOT_FOUND",
            Self::Clock(_) | Self::Channel(_) => "INTERNAL",
            Self::Command(error) => error.reason(),
            Self::Database(error) => error.reason(),
        }
    }

    fn zh(&self) -> Option<String> {
        match self {
            Self::NotificationNotFound(id) => Some(format!("您的通知中没有 {id}")),
            Self::Command(error) => error.zh(),
            Self::TrustUnknown | Self::Clock(_) | Self::Channel(_) | Self::Database(_) => None,
        }
    }

    fn violations(&self) -> &[Violation] {
        match self {
            Self::Command(error) => error.violations(),
            Self::TrustUnknown
            | Self::NotificationNotFound(_)
            | Self::Clock(_)
            | Self::Channel(_)
            | Self::Database(_) => &[],
        }
    }
}

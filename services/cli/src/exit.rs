//! Exit codes, which scripts rely on.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Ok,
    /// The office or a service said no, or something broke.
    Failed,
    Usage,
    /// What was to be checked is not valid, not authentic, or not current.
    VerificationFailed,
    NotFound,
    Denied,
    /// Somebody was faster, or the request id was used for something else.
    Conflict,
    /// A service or the network is away; try again.
    Unavailable,
}

impl Exit {
    /// The number the shell sees.
    pub const fn number(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::VerificationFailed => 3,
            Self::NotFound => 4,
            Self::Denied => 5,
            Self::Conflict => 6,
            Self::Unavailable => 7,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

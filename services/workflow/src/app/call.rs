//! What every command is told about its call.

use std::time::Duration;

use kernel::actor::Actor;
use kernel::error::Kind;
use policy::Principal;

use super::Error;
use crate::store::Performer;

/// Who asks, under which request id, and how long he or she waits.
#[derive(Debug, Clone)]
pub struct Call {
    /// The caller.
    pub caller: Principal,
    /// The request, as its sender named it.
    pub request: command::Request,
    /// W3C trace context of the call.
    pub traceparent: Option<String>,
    /// How long the command may take before the caller gets an answer.
    pub patience: Duration,
}

/// Which case, as the caller saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Case number as sent.
    pub case_id: String,
    /// The etag that the caller saw.
    pub etag: String,
}

impl Call {
    /// The person who acts.
    ///
    /// # Errors
    /// METHOD_NOT_PERMITTED for a service or a partner's system, which policy keeps out before.
    pub(super) fn actor(&self) -> Result<Actor, Error> {
        self.caller.actor().ok_or_else(|| {
            let (zh, en) = ("此操作须由经办人本人办理", "only a person may do this");
            Error::refused(Kind::Forbidden, "METHOD_NOT_PERMITTED", zh, en)
        })
    }

    /// On whose behalf things are recorded: the caller's own.
    pub(super) fn performer(&self) -> Result<Performer, Error> {
        Ok(Performer { actor: self.actor()?, service: String::new(), traceparent: self.traceparent.clone() })
    }
}

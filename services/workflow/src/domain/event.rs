//! What the world is told about a case.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{Desk, Paper};

/// A fact of a case, in the past tense; what every fact says (the header) comes from the case itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A sub_unit forwarded its draft.
    Forwarded,
    /// A department submitted.
    Submitted,
    /// The office accepted.
    Accepted {
        /// When the case is due; none while no clock runs.
        due_at: Option<OffsetDateTime>,
    },
    /// The case came to a desk.
    Passed {
        /// Which.
        desk: Desk,
    },
    /// The case was returned with so many defects.
    Returned {
        /// How many.
        defects: usize,
    },
    /// The case was approved.
    Approved,
    /// The case ended without approval.
    Ended {
        /// `REFUSED` or `WITHDRAWN`.
        state: &'static str,
    },
    /// The registry has committed and the papers are issued.
    Completed {
        /// Change id at the registry.
        change_id: Uuid,
        /// The papers.
        papers: Vec<Paper>,
    },
}

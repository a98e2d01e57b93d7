//! Wrong turns that the checker of the fault tests must notice, each of a kind that this design forbids.

/// A planted bug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bug(&'static str);

impl Bug {
    /// Its name on the admin port.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// workflow has the papers of a case issued a second time, under another request id.
pub const EFFECT_TWICE: Bug = Bug("bug.effect-twice");
/// A house forgets a request with its answer as soon as it has answered.
pub const ANSWER_FORGOTTEN: Bug = Bug("bug.answer-forgotten");
/// A fact is true and is never told.
pub const OUTBOX_ROW_DROPPED: Bug = Bug("bug.outbox-row-dropped");
/// A fact is told before it is true, and stays told if it never becomes true.
pub const SENT_BEFORE_COMMIT: Bug = Bug("bug.sent-before-commit");
/// A house takes a fact in without remembering it, and is offered it twice.
pub const INBOX_CLAIM_SKIPPED: Bug = Bug("bug.inbox-claim-skipped");
/// A case leaves and keeps the seats that it held.
pub const HOLD_NOT_GIVEN_BACK: Bug = Bug("bug.hold-not-given-back");
/// document tells the number of the paper before as that of a new one.
pub const NUMBER_REUSED: Bug = Bug("bug.number-reused");
/// bridge takes a partner's receipt for two.
pub const RECEIPT_TWICE: Bug = Bug("bug.receipt-twice");

/// All of them.
pub const ALL: &[Bug] = &[
    EFFECT_TWICE,
    ANSWER_FORGOTTEN,
    OUTBOX_ROW_DROPPED,
    SENT_BEFORE_COMMIT,
    INBOX_CLAIM_SKIPPED,
    HOLD_NOT_GIVEN_BACK,
    NUMBER_REUSED,
    RECEIPT_TWICE,
];

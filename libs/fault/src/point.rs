//! Where a crash is tried. What follows a dash is what has been done and what has not.

/// A named place in the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point(&'static str);

impl Point {
    /// Its name on the admin port.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// workflow → registry, seats – the intent is committed, the call has not left.
pub const HOLD_CALL: Point = Point("hold.before-call");
/// workflow → registry, seats – the registry has answered, the outcome is not committed.
pub const HOLD_ANSWER: Point = Point("hold.answered");
/// workflow → registry, permit – the intent is committed, the call has not left.
pub const PIN_CALL: Point = Point("pin.before-call");
/// workflow → registry, permit – the registry has answered, the outcome is not committed.
pub const PIN_ANSWER: Point = Point("pin.answered");
/// workflow → registry, what a case gives back – the intent is committed, the call has not left.
pub const GIVE_BACK_CALL: Point = Point("give-back.before-call");
/// workflow → registry, what a case gives back – the registry has answered, the outcome is not committed.
pub const GIVE_BACK_ANSWER: Point = Point("give-back.answered");
/// workflow → registry, the decided change – the decision is committed, the call has not left.
pub const APPLY_CALL: Point = Point("apply.before-call");
/// workflow → registry, the decided change – the registry has answered, nothing of it is committed.
pub const APPLY_ANSWER: Point = Point("apply.answered");
/// workflow → document, papers – the change is in force and noted, the call has not left.
pub const ISSUE_CALL: Point = Point("issue.before-call");
/// workflow → document, papers – document has answered with the numbers, nobody else knows them.
pub const ISSUE_ANSWER: Point = Point("issue.answered");
/// workflow → registry, numbers of papers – the papers are issued, the call has not left.
pub const RECORD_CALL: Point = Point("record.before-call");
/// workflow → registry, numbers of papers – the registry knows them, the case is not completed.
pub const RECORD_ANSWER: Point = Point("record.answered");
/// workflow → bridge, parallel review – the acceptance is committed, the call has not left.
pub const OPEN_REVIEW_CALL: Point = Point("open-review.before-call");
/// workflow → bridge, parallel review – bridge has answered, the outcome is not committed.
pub const OPEN_REVIEW_ANSWER: Point = Point("open-review.answered");
/// workflow → bridge, end of a review – the call has not left.
pub const CLOSE_REVIEW_CALL: Point = Point("close-review.before-call");
/// workflow → bridge, end of a review – bridge has answered, the outcome is not committed.
pub const CLOSE_REVIEW_ANSWER: Point = Point("close-review.answered");
/// Any house – a fact is in the outbox, its transaction is not committed.
pub const FACT_TOLD: Point = Point("outbox.told");
/// Any house – the broker has acknowledged facts, they still stand in the outbox.
pub const OUTBOX_SENT: Point = Point("outbox.sent");
/// Any house – a fact has had its effect, its offset is not stored.
pub const INBOX_EFFECT: Point = Point("inbox.effect");
/// bridge – a partner's receipt is written down, its transaction is not committed.
pub const RECEIPT_NOTED: Point = Point("receipt.before-commit");
/// Any house – everything is written, nothing is committed.
pub const COMMIT_BEFORE: Point = Point("commit.before");
/// Any house – it is committed, nobody was told.
pub const COMMIT_DONE: Point = Point("commit.done");

/// All of them.
pub const ALL: &[Point] = &[
    HOLD_CALL,
    HOLD_ANSWER,
    PIN_CALL,
    PIN_ANSWER,
    GIVE_BACK_CALL,
    GIVE_BACK_ANSWER,
    APPLY_CALL,
    APPLY_ANSWER,
    ISSUE_CALL,
    ISSUE_ANSWER,
    RECORD_CALL,
    RECORD_ANSWER,
    OPEN_REVIEW_CALL,
    OPEN_REVIEW_ANSWER,
    CLOSE_REVIEW_CALL,
    CLOSE_REVIEW_ANSWER,
    FACT_TOLD,
    OUTBOX_SENT,
    INBOX_EFFECT,
    RECEIPT_NOTED,
    COMMIT_BEFORE,
    COMMIT_DONE,
];

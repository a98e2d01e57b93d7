//! Which faults a run plays, and which planted bugs its checker must notice.

use fault::{bug, point};

use super::strike::Fault;

const fn kill(service: &'static str, at: fault::Point) -> Fault {
    Fault::Kill { service, at }
}

/// Every named point, each where it stands on the main line, then every process at a random moment.
pub(super) const FAULTS: &[Fault] = &[
    // workflow ↔ registry: hold, pin, apply, and what belongs to them
    kill("workflow", point::HOLD_CALL),
    kill("workflow", point::HOLD_ANSWER),
    kill("workflow", point::PIN_CALL),
    kill("workflow", point::PIN_ANSWER),
    kill("workflow", point::APPLY_CALL),
    kill("workflow", point::APPLY_ANSWER),
    kill("workflow", point::RECORD_ANSWER),
    kill("workflow", point::GIVE_BACK_ANSWER),
    Fault::Cut { service: "workflow", at: point::HOLD_CALL, to: "registry" },
    Fault::Cut { service: "workflow", at: point::PIN_CALL, to: "registry" },
    Fault::Cut { service: "workflow", at: point::APPLY_CALL, to: "registry" },
    kill("registry", point::COMMIT_BEFORE),
    kill("registry", point::COMMIT_DONE),
    // workflow ↔ document: issue
    kill("workflow", point::ISSUE_CALL),
    kill("workflow", point::ISSUE_ANSWER),
    Fault::Cut { service: "workflow", at: point::ISSUE_CALL, to: "document" },
    kill("document", point::COMMIT_BEFORE),
    kill("document", point::COMMIT_DONE),
    // workflow ↔ bridge: open review
    kill("workflow", point::OPEN_REVIEW_CALL),
    kill("workflow", point::OPEN_REVIEW_ANSWER),
    Fault::Cut { service: "workflow", at: point::OPEN_REVIEW_CALL, to: "bridge" },
    // outbox: told, sent
    kill("workflow", point::FACT_TOLD),
    kill("workflow", point::OUTBOX_SENT),
    kill("registry", point::OUTBOX_SENT),
    kill("bridge", point::OUTBOX_SENT),
    // inbox: effect before offset
    kill("workflow", point::INBOX_EFFECT),
    kill("bridge", point::INBOX_EFFECT),
    kill("notification", point::INBOX_EFFECT),
    // receipts, on both sides
    kill("bridge", point::RECEIPT_NOTED),
    Fault::PartnerDies { moment: "before-receipt" },
    Fault::PartnerDies { moment: "before-commit" },
    // each service, the broker and the database wherever they are
    Fault::KillAnywhere { what: "identity" },
    Fault::KillAnywhere { what: "registry" },
    Fault::KillAnywhere { what: "workflow" },
    Fault::KillAnywhere { what: "document" },
    Fault::KillAnywhere { what: "notification" },
    Fault::KillAnywhere { what: "bridge" },
    Fault::KillAnywhere { what: "kafka" },
    Fault::KillAnywhere { what: "postgres" },
];

/// All faults in pairs that strike at different processes, so that a short run has them all.
pub(super) fn pairs() -> Vec<Vec<Fault>> {
    let mut left = FAULTS.to_vec();
    let mut pairs = Vec::new();
    while !left.is_empty() {
        let first = left.remove(0);
        let other = left.iter().rposition(|other| other.strikes() != first.strikes());
        let second = other.map(|at| left.remove(at));
        pairs.push([first].into_iter().chain(second).collect());
    }
    pairs
}

const fn planted(service: &'static str, bug: fault::Bug) -> Fault {
    Fault::Planted { service, bug, after: 1, times: 1, dies_at: None }
}

/// The planted bugs, each with words that a complaint about it must contain.
pub(super) const BUGS: &[(Fault, &str)] = &[
    (planted("workflow", bug::EFFECT_TWICE), "known to the case: false"),
    (planted("workflow", bug::ANSWER_FORGOTTEN), "got another answer"),
    (planted("workflow", bug::OUTBOX_ROW_DROPPED), "is told CASE_FORWARDED: 0 times"),
    (
        Fault::Planted {
            service: "workflow",
            bug: bug::SENT_BEFORE_COMMIT,
            after: 1,
            times: 1,
            dies_at: Some(point::FACT_TOLD),
        },
        "is told CASE_FORWARDED: 2 times",
    ),
    (planted("workflow", bug::HOLD_NOT_GIVEN_BACK), "reserved of"),
    // The second paper of the first case is its letter: nothing but the checker looks at its number again.
    (
        Fault::Planted { service: "document", bug: bug::NUMBER_REUSED, after: 2, times: 1, dies_at: None },
        "has a number of type LETTER that document gave 0 times",
    ),
    (planted("bridge", bug::RECEIPT_TWICE), "with receipts"),
    (
        Fault::Planted {
            service: "bridge",
            bug: bug::INBOX_CLAIM_SKIPPED,
            after: 1,
            times: u32::MAX,
            dies_at: None,
        },
        "bridge has parked facts",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_in_one_pair_and_no_pair_strikes_one_process_twice() {
        let pairs = pairs();

        assert_eq!(pairs.iter().map(Vec::len).sum::<usize>(), FAULTS.len());
        for fault in FAULTS {
            assert_eq!(pairs.iter().filter(|pair| pair.contains(fault)).count(), 1, "{fault}");
        }
        assert!(pairs.iter().all(|pair| pair.len() == 1 || pair[0].strikes() != pair[1].strikes()));
    }
}

//! After the approval: the effects' outcomes.

use kernel::error::Finding;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Case, Event, Paper, State, Step, Turn};

impl Case {
    /// The registry has applied the change. `None` when that is known already.
    pub fn change_applied(mut self, change_id: Uuid, at: OffsetDateTime) -> Option<Turn> {
        if self.change_id.is_some() {
            return None;
        }
        self.change_id = Some(change_id);
        Some(Turn::of(self, Step::ChangeApplied, "", at))
    }

    /// The registry refused the change: back in review, on the desk that decided, with the findings.
    pub fn change_refused(mut self, findings: Vec<Finding>, at: OffsetDateTime) -> Turn {
        let basis = findings.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>().join(", ");
        let desk = self.decision().map(|decision| decision.desk);
        self.under_way = None;
        self.findings = findings;
        let Some(desk) = desk else {
            // Only an approved case has a change to be refused; anything else stays where it is.
            return Turn::of(self, Step::ChangeRefused, basis, at);
        };
        self.state = State::InReview { desk };
        Turn::of(self, Step::ChangeRefused, basis, at).telling(Event::Passed { desk })
    }

    /// The papers are issued.
    pub fn papers_issued(mut self, papers: Vec<Paper>, at: OffsetDateTime) -> Turn {
        let basis = papers.iter().map(|paper| paper.doc_no.as_str()).collect::<Vec<_>>().join("、");
        self.papers = papers;
        Turn::of(self, Step::PapersIssued, basis, at)
    }

    /// The registry has the numbers too: COMPLETED, immutable from here on (I27).
    pub fn completed(mut self, change_id: Uuid, at: OffsetDateTime) -> Turn {
        self.under_way = None;
        if let Some(decision) = self.decision().cloned() {
            self.state = State::Completed { decision };
        }
        self.clock.stopped(at);
        let fact = Event::Completed { change_id, papers: self.papers.clone() };
        Turn::of(self, Step::Completed, "", at).telling(fact)
    }
}

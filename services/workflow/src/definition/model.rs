//! The model check: walks every state that a case of this definition can reach, with and without something
//! held at the registry, and looks for dead ends, states without an actor and holds that leak.
//!
//! The edges repeat in small what `domain`'s transitions do; a test in `domain/tests.rs` lets random commands
//! run against both.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use kernel::error::Violation;

use crate::domain::{Definition, Desk, Move, Taken, Then};

/// A state of a case, as far as paths are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Draft,
    DeptPending,
    Submitted,
    /// Accepted, or in review with acceptance until the opinions agree.
    AwaitsOpinions,
    OnDesk(Desk),
    Returned,
    Completed,
    Refused,
    Withdrawn,
}

/// A state, and whether the registry holds something for the case.
type Node = (Place, bool);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Draft => f.write_str("DRAFT"),
            Self::DeptPending => f.write_str("DEPT_PENDING"),
            Self::Submitted => f.write_str("SUBMITTED"),
            Self::AwaitsOpinions => f.write_str("IN_REVIEW awaiting opinions"),
            Self::OnDesk(desk) => write!(f, "IN_REVIEW on {desk}"),
            Self::Returned => f.write_str("RETURNED"),
            Self::Completed => f.write_str("COMPLETED"),
            Self::Refused => f.write_str("REFUSED"),
            Self::Withdrawn => f.write_str("WITHDRAWN"),
        }
    }
}

/// Every defect of the paths.
pub(super) fn defects(definition: &Definition) -> Vec<Violation> {
    let model = Model::of(definition);
    let mut defects = model.dead_ends();
    defects.extend(model.idle_desks(definition));
    defects.extend(model.leaks(definition));
    defects
}

/// Every node that a case can reach, with where it can go.
struct Model(BTreeMap<Node, BTreeSet<Node>>);

impl Model {
    fn of(definition: &Definition) -> Self {
        let mut edges = BTreeMap::new();
        let mut left = vec![(Place::Draft, false)];
        while let Some(node) = left.pop() {
            if edges.contains_key(&node) {
                continue;
            }
            let next = next(definition, node);
            left.extend(next.iter().copied());
            edges.insert(node, next);
        }
        Self(edges)
    }

    /// Places from which nobody at the office can bring the case to its end; that the applicant may withdraw
    /// is no way to handle it.
    fn dead_ends(&self) -> Vec<Violation> {
        let mut finishing: BTreeSet<Node> =
            self.0.keys().copied().filter(|(place, _)| *place == Place::Completed).collect();
        loop {
            let reaches = |next: &BTreeSet<Node>| next.iter().any(|node| finishing.contains(node));
            let more: BTreeSet<Node> =
                self.0.iter().filter(|(_, next)| reaches(next)).map(|(n, _)| *n).collect();
            if more.is_subset(&finishing) {
                break;
            }
            finishing.extend(more);
        }
        let is_end = |place: Place| matches!(place, Place::Completed | Place::Refused | Place::Withdrawn);
        let stuck: BTreeSet<Place> = self
            .0
            .keys()
            .filter(|(place, _)| !is_end(*place))
            .filter(|node| !finishing.contains(node))
            .map(|(place, _)| *place)
            .collect();
        let defect = |place: Place| {
            let zh = format!("状态{place}无法办结");
            Violation::new("desks", zh, format!("from {place} no path leads to COMPLETED"))
        };
        stuck.into_iter().map(defect).collect()
    }

    /// Desks that hold a case and can't move it forward, and desks that never hold one.
    fn idle_desks(&self, definition: &Definition) -> Vec<Violation> {
        let mut defects = Vec::new();
        for rule in &definition.desks {
            let desk = rule.desk;
            let moves = [Move::Accept, Move::Pass, Move::Approve];
            if !moves.iter().any(|forward| rule.may.contains(forward)) {
                let en = format!("{desk} holds the case and can't move it forward");
                defects.push(Violation::new("desks", format!("{}无法推进办件", desk.zh()), en));
            }
            let holds = |place: Place| match place {
                Place::Submitted | Place::AwaitsOpinions => desk == Desk::Accept,
                Place::OnDesk(other) => other == desk,
                _ => false,
            };
            if !self.0.keys().any(|(place, _)| holds(*place)) {
                let en = format!("{desk} is never reached");
                defects.push(Violation::new("desks", format!("办件不会到达{}", desk.zh()), en));
            }
        }
        defects
    }

    /// Ends with something still held, and seats held while the case is returned (I25).
    fn leaks(&self, definition: &Definition) -> Vec<Violation> {
        let held: Vec<Place> = self.0.keys().filter(|(_, held)| *held).map(|(place, _)| *place).collect();
        let mut defects = Vec::new();
        if held.contains(&Place::Returned) && definition.hold.takes == Taken::Seats {
            let en = "seats stay held while the case is RETURNED; only a pin may (I25)";
            defects.push(Violation::new("hold", "退回期间不得继续预占编制", en));
        }
        for place in held.into_iter().filter(|place| matches!(place, Place::Refused | Place::Withdrawn)) {
            let en = format!("what the case holds leaks when it is {place}");
            defects.push(Violation::new("hold", format!("办件{place}后预占未释放"), en));
        }
        defects
    }
}

/// Where a case can go from here.
fn next(definition: &Definition, (place, held): Node) -> BTreeSet<Node> {
    let after = |then: Then| held && then == Then::Keep;
    let returned = (Place::Returned, after(definition.hold.on_return));
    let refused = (Place::Refused, after(definition.hold.on_end));
    let withdrawn = (Place::Withdrawn, after(definition.hold.on_end));
    let aside = |desk: Desk| {
        let away = [(Move::Return, returned), (Move::Refuse, refused)];
        away.into_iter().filter(move |(wanted, _)| definition.allows(desk, *wanted)).map(|(_, node)| node)
    };
    let after_acceptance = definition.next_desk(Desk::Accept).unwrap_or(Desk::Accept);
    let mut nodes = BTreeSet::new();
    match place {
        Place::Draft => nodes.extend([(Place::DeptPending, held), (Place::Submitted, true), withdrawn]),
        Place::DeptPending => nodes.extend([(Place::Submitted, true), (Place::Draft, held), withdrawn]),
        Place::Returned => nodes.extend([(Place::Submitted, true), withdrawn]),
        Place::Submitted => {
            nodes.extend(aside(Desk::Accept).chain([withdrawn]));
            if definition.allows(Desk::Accept, Move::Accept) {
                let asks = !definition.opinions.is_empty();
                let to = if asks { Place::AwaitsOpinions } else { Place::OnDesk(after_acceptance) };
                nodes.insert((to, held));
            }
        }
        Place::AwaitsOpinions => {
            nodes.extend(aside(Desk::Accept).chain([(Place::OnDesk(after_acceptance), held), withdrawn]));
        }
        Place::OnDesk(desk) => {
            nodes.extend(aside(desk).chain([withdrawn]));
            if definition.allows(desk, Move::Approve) {
                // What was held becomes the permit's or the committed entry's.
                nodes.insert((Place::Completed, false));
            }
            if let Some(next) = definition.next_desk(desk).filter(|_| definition.allows(desk, Move::Pass)) {
                nodes.insert((Place::OnDesk(next), held));
            }
        }
        Place::Completed | Place::Refused | Place::Withdrawn => {}
    }
    nodes
}

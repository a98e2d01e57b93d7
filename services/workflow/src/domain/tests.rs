//! The machine against a reference model: random commands, and both must allow the same.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use calendar::Calendar;
use kernel::actor::Actor;
use proptest::prelude::*;
use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

use super::{
    Case, CaseId, Clerk, Definition, Desk, Exit, Form, NewCase, Officer, Opinion, State, UnderWay, Verdict,
};
use crate::domain::reading::{RawBucket, RawPostLine, RawQuotaUse};

const NOW: OffsetDateTime = datetime!(2026-03-10 02:00 UTC);

/// Read once: the notices of twenty years are.
static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::published);

/// What anybody may try.
#[derive(Debug, Clone, Copy)]
enum Command {
    Forward { by: &'static str },
    Submit { by: &'static str },
    RegistryTakes,
    RegistryRefuses,
    Accept { by: &'static str },
    ReviewOpens,
    Opine { agrees: bool },
    Review { by: &'static str },
    Approve { by: &'static str },
    Completes,
    ChangeRefused,
    HandBack { by: &'static str },
    Return { by: &'static str },
    Withdraw { by: &'static str },
    Leaves,
}

fn command() -> impl Strategy<Value = Command> {
    let by = || prop::sample::select(vec!["sch", "edu", "accept", "review", "approve", "all"]);
    prop_oneof![
        1 => by().prop_map(|by| Command::Forward { by }),
        1 => by().prop_map(|by| Command::Submit { by }),
        3 => Just(Command::RegistryTakes),
        1 => Just(Command::RegistryRefuses),
        3 => by().prop_map(|by| Command::Accept { by }),
        2 => Just(Command::ReviewOpens),
        3 => any::<bool>().prop_map(|agrees| Command::Opine { agrees }),
        3 => by().prop_map(|by| Command::Review { by }),
        3 => by().prop_map(|by| Command::Approve { by }),
        1 => Just(Command::Completes),
        1 => Just(Command::ChangeRefused),
        1 => by().prop_map(|by| Command::HandBack { by }),
        1 => by().prop_map(|by| Command::Return { by }),
        1 => by().prop_map(|by| Command::Withdraw { by }),
        1 => Just(Command::Leaves),
    ]
}

/// The reference: a state's name, the desk, who acted where, the opinion, and what is under way.
#[derive(Debug, Clone, Default, PartialEq)]
struct Model {
    state: &'static str,
    desk: usize,
    acted: Vec<(&'static str, usize)>,
    opinion: Option<bool>,
    under_way: &'static str,
    leaving: &'static str,
}

const CHAIN: [&str; 3] = ["accept", "review", "approve"];

impl Model {
    /// Whether a person may act at the desk that holds the case.
    fn at_desk(&self, by: &str) -> bool {
        let holds = by == "all" || CHAIN[self.desk] == by;
        holds && !self.acted.iter().any(|(who, desk)| *who == by && *desk != self.desk)
    }

    /// Applies a command; `false` when it is not allowed.
    fn apply(&mut self, command: Command, asks: bool) -> bool {
        let idle = self.under_way.is_empty();
        let in_review = self.state == "IN_REVIEW" && (!asks || self.opinion == Some(true));
        let before = self.state;
        let allowed = match command {
            Command::Forward { by } => idle && before == "DRAFT" && by == "sch",
            Command::Submit { by } => idle && by == "edu" && ["DEPT_PENDING", "RETURNED"].contains(&before),
            Command::RegistryTakes | Command::RegistryRefuses => self.under_way == "submit",
            Command::Accept { by } => idle && before == "SUBMITTED" && self.at_desk(by),
            Command::ReviewOpens => self.under_way == "accept",
            Command::Opine { .. } => idle && asks && before == "IN_REVIEW" && self.opinion.is_none(),
            Command::Review { by } => idle && in_review && self.at_desk(by) && self.desk < 2,
            Command::Approve { by } => idle && in_review && self.at_desk(by) && self.desk == 2,
            Command::Completes | Command::ChangeRefused => self.under_way == "approve",
            Command::HandBack { by } => idle && before == "DEPT_PENDING" && by == "edu",
            Command::Return { by } => {
                idle && ["SUBMITTED", "ACCEPTED", "IN_REVIEW"].contains(&before) && self.at_desk(by)
            }
            Command::Withdraw { by } => {
                let open = ["DRAFT", "DEPT_PENDING", "SUBMITTED", "ACCEPTED", "IN_REVIEW", "RETURNED"];
                idle && by == "edu" && open.contains(&before)
            }
            Command::Leaves => self.under_way == "leave",
        };
        // An acceptance with opinions asked holds the case, but can't pass it on by a review of its own.
        let allowed = allowed && !(matches!(command, Command::Review { .. }) && self.desk == 0);
        if allowed {
            self.follow(command, asks);
        }
        allowed
    }

    fn follow(&mut self, command: Command, asks: bool) {
        match command {
            Command::Forward { .. } => self.state = "DEPT_PENDING",
            Command::Submit { .. } => self.under_way = "submit",
            Command::RegistryTakes => {
                (self.state, self.under_way, self.opinion, self.desk) = ("SUBMITTED", "", None, 0);
            }
            Command::RegistryRefuses => self.under_way = "",
            Command::Accept { by } => {
                self.acted.push((by, 0));
                if asks {
                    (self.state, self.under_way) = ("ACCEPTED", "accept");
                } else {
                    (self.state, self.desk) = ("IN_REVIEW", 1);
                }
            }
            Command::ReviewOpens => (self.state, self.under_way) = ("IN_REVIEW", ""),
            Command::Opine { agrees } => {
                self.opinion = Some(agrees);
                self.desk = usize::from(agrees);
            }
            Command::Review { by } => {
                self.acted.push((by, self.desk));
                self.desk += 1;
            }
            Command::Approve { by } => {
                self.acted.push((by, self.desk));
                (self.state, self.under_way) = ("APPROVED", "approve");
            }
            Command::Completes => (self.state, self.under_way) = ("COMPLETED", ""),
            Command::ChangeRefused => (self.state, self.under_way) = ("IN_REVIEW", ""),
            Command::HandBack { .. } => self.state = "DRAFT",
            Command::Return { by } => {
                self.acted.push((by, self.desk));
                (self.under_way, self.leaving) = ("leave", "RETURNED");
            }
            Command::Withdraw { .. } => (self.under_way, self.leaving) = ("leave", "WITHDRAWN"),
            Command::Leaves => (self.state, self.under_way) = (self.leaving, ""),
        }
    }
}

fn actor(who: &str) -> Actor {
    let unit = if ["sch", "edu"].contains(&who) { who } else { "so" };
    Actor { operator_id: who.into(), unit_id: unit.into(), certificate_serial: "01".into() }
}

fn officer(who: &str) -> Officer {
    let desks: BTreeSet<Desk> = match who {
        "accept" => [Desk::Accept].into(),
        "review" => [Desk::Review].into(),
        "approve" => [Desk::Approve].into(),
        "all" => Desk::ALL.into(),
        _ => BTreeSet::new(),
    };
    Officer { actor: actor(who), desks, is_subject: false }
}

fn draft() -> Case {
    let line = RawPostLine {
        post: "教师".into(),
        category: "INST_PROFESSIONAL".into(),
        quantity: 1,
        ..RawPostLine::default()
    };
    let typed = RawQuotaUse {
        bucket: RawBucket {
            institution_id: "sch".into(),
            quota_type: "INST".into(),
            funding: Some(codes::Funding::Full),
        },
        channel: "OPEN_RECRUIT".into(),
        quantity: 1,
        posts: vec![line],
        ..RawQuotaUse::default()
    };
    let new = NewCase {
        id: CaseId::new("420800", 2026, 1),
        sub_type: String::new(),
        definition_version: 1,
        limit: calendar::Limit::T0,
        unit_id: "sch".into(),
        department_id: "edu".into(),
        jurisdiction_id: "jingmen".into(),
        area_code: "420800".into(),
        drafter: actor("sch"),
        form: Form::quota_use(&typed).unwrap(),
        form_hash: "ab".repeat(32),
    };
    Case::draft(new, NOW)
}

/// What the machine does with a command; none when it refuses.
fn machine(
    case: &Case,
    command: Command,
    definition: &Definition,
    leaving: &mut Option<Exit>,
) -> Option<Case> {
    let outcome = match command {
        Command::RegistryTakes | Command::RegistryRefuses => Some(UnderWay::Submit),
        Command::ReviewOpens => Some(UnderWay::Accept),
        Command::Completes | Command::ChangeRefused => Some(UnderWay::Approve),
        Command::Leaves => Some(UnderWay::Leave),
        _ => None,
    };
    // The app asks nothing else of a case while a step is under way, and no outcome without one.
    if case.under_way != outcome {
        return None;
    }
    let case = case.clone();
    let clerk = |by: &str| Clerk { actor: actor(by) };
    let exit = |exit: Exit, leaving: &mut Option<Exit>| {
        *leaving = Some(exit.clone());
        exit
    };
    match command {
        Command::Forward { by } => case.forward(&clerk(by), definition, &[], NOW).ok().map(|turn| turn.case),
        Command::Submit { by } => case.submit(&clerk(by), definition, &[]).ok(),
        Command::RegistryTakes => Some(case.submitted(actor("edu"), Vec::new(), NOW).case),
        Command::RegistryRefuses => Some(case.submission_refused(&[], NOW).case),
        Command::Accept { by } => {
            case.accept(&officer(by), definition, "", &CALENDAR, NOW).ok().map(|turn| turn.case)
        }
        Command::ReviewOpens => Some(case.review_opened(NOW).case),
        Command::Opine { agrees } => {
            let department = definition.opinions.first()?.department;
            let verdict = if agrees { Verdict::Agree } else { Verdict::Disagree };
            let seen_hash = Some(case.form_hash.clone());
            let given = Opinion { department, required: true, verdict, given_at: Some(NOW), seen_hash };
            case.take_opinion(&given, definition, NOW).map(|turn| turn.case)
        }
        Command::Review { by } => case.review(&officer(by), definition, "", NOW).ok().map(|turn| turn.case),
        Command::Approve { by } => case.approve(&officer(by), definition, "", NOW).ok().map(|turn| turn.case),
        Command::Completes => Some(case.completed(Uuid::nil(), NOW).case),
        Command::ChangeRefused => Some(case.change_refused(Vec::new(), NOW).case),
        Command::HandBack { by } => {
            case.hand_back(&clerk(by), vec!["x".into()], NOW).ok().map(|turn| turn.case)
        }
        Command::Return { by } => {
            let exit = exit(Exit::Return { defects: vec!["x".into()] }, leaving);
            case.turn_away(&officer(by), definition, &exit).ok()
        }
        Command::Withdraw { by } => {
            exit(Exit::Withdraw { reason: "x".into() }, leaving);
            case.withdraw(&clerk(by)).ok()
        }
        Command::Leaves => Some(case.left(leaving.clone()?, NOW).case),
    }
}

/// The definitions of this house without their materials, and with one opinion at most.
fn definition(asks: bool) -> Definition {
    let yaml = if asks {
        include_str!("../../definitions/entry.yaml")
    } else {
        include_str!("../../definitions/quota_use.yaml")
    };
    let mut definition: Definition = serde_yaml_ng::from_str(yaml).unwrap();
    definition.materials.clear();
    definition.opinions.truncate(1);
    definition
}

proptest! {
    #[test]
    fn the_machine_allows_what_the_model_allows(
        commands in prop::collection::vec(command(), 1..60), asks in any::<bool>(),
    ) {
        let definition = definition(asks);
        let (mut case, mut model) = (draft(), Model { state: "DRAFT", ..Model::default() });
        let mut leaving = None;
        for command in commands {
            let mut tried = leaving.clone();
            let next = machine(&case, command, &definition, &mut tried);
            let allowed = model.apply(command, asks);

            prop_assert_eq!(next.is_some(), allowed, "{:?} on {:?}", command, &model);
            if let Some(next) = next {
                case = next;
                leaving = tried;
            }
            prop_assert_eq!(case.state.code(), model.state);
            invariants(&case)?;
        }
    }
}

/// What holds in every reached state.
fn invariants(case: &Case) -> Result<(), TestCaseError> {
    // I20: nothing is at the office without a department's signature.
    let at_office = !matches!(case.state, State::Draft | State::DeptPending | State::Withdrawn { .. });
    prop_assert!(!at_office || case.submitter.as_ref().is_some_and(|actor| actor.unit_id == "edu"));
    // I23: the drafter and the submitter hold no desk, and each person one at most (a map by person).
    prop_assert!(!case.desk_acts.contains_key("sch") && !case.desk_acts.contains_key("edu"));
    // I24: what is approved has every required consent.
    if case.decision().is_some() {
        prop_assert!(case.opinions.iter().all(|opinion| opinion.agrees_to(&case.form_hash)));
        prop_assert_eq!(case.desk_acts.values().copied().collect::<BTreeSet<_>>().len(), 3);
    }
    // A case that is over has nothing under way, and no clock that runs.
    if case.state.is_over() {
        prop_assert!(case.under_way.is_none());
        let last = case.clock.ticks.last().map(|tick| tick.kind);
        prop_assert!(last.is_none_or(|kind| kind == super::TickKind::Stopped));
    }
    prop_assert!(case.clock.read(&CALENDAR).is_ok());
    Ok(())
}

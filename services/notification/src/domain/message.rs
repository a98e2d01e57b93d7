//! Messages and their words.
use kernel::clock::local_date;
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use super::occasion::{CaseRef, Happening, Occasion, Side};

kernel::id!(
    /// A message to one operator.
    MessageId
);

/// What a message is about, as a client may filter by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// A draft waits for the department.
    CaseForwarded,
    /// A case waits for acceptance.
    CaseSubmitted,
    /// The own case was accepted.
    CaseAccepted,
    /// A case waits at a further desk.
    CasePassed,
    /// An opinion is asked.
    OpinionAsked,
    /// The own case must be corrected.
    CaseReturned,
    /// The own case is completed.
    CaseCompleted,
    /// The own case ended without approval.
    CaseEnded,
    /// Own work is due soon (黄灯).
    DeadlineAmber,
    /// Own work is about to be overdue (红灯).
    DeadlineRed,
    /// Own work is overdue (逾期).
    DeadlineOverdue,
    /// A subordinate's work is overdue (督办).
    DeadlineEscalated,
}

/// A message to one operator about one fact or one deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The operator.
    pub recipient_id: String,
    /// What it comes from: the event id of a fact, or the source id of a reminder.
    pub event_id: String,
    /// What it is about.
    pub kind: Kind,
    /// The case.
    pub case_id: String,
    /// What it says.
    pub sentence: Sentence,
    /// When it was written (business time).
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When the recipient acknowledged it (签收, business time).
    #[serde(with = "time::serde::rfc3339::option")]
    pub acknowledged_at: Option<OffsetDateTime>,
}

/// Which of the own messages are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Only those about this case.
    pub case_id: Option<String>,
    /// Only those that are not acknowledged.
    pub unacknowledged: bool,
}

/// Where a page of messages, newest first, ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Position {
    /// Of the last message.
    pub created_at: OffsetDateTime,
    /// Of the last message.
    pub id: MessageId,
}

/// One sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// Names that the directory knows and facts do not carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Names<'a> {
    /// The unit that asks, or its id where the directory does not know it.
    pub unit: &'a str,
}

impl Message {
    /// Acknowledges it. The first acknowledgement stands.
    #[must_use]
    pub fn acknowledged(self, now: OffsetDateTime) -> Self {
        Self { acknowledged_at: Some(self.acknowledged_at.unwrap_or(now)), ..self }
    }
}

impl Kind {
    /// The word of the contract and of the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CaseForwarded => "CASE_FORWARDED",
            Self::CaseSubmitted => "CASE_SUBMITTED",
            Self::CaseAccepted => "CASE_ACCEPTED",
            Self::CasePassed => "CASE_PASSED",
            Self::OpinionAsked => "OPINION_ASKED",
            Self::CaseReturned => "CASE_RETURNED",
            Self::CaseCompleted => "CASE_COMPLETED",
            Self::CaseEnded => "CASE_ENDED",
            Self::DeadlineAmber => "DEADLINE_AMBER",
            Self::DeadlineRed => "DEADLINE_RED",
            Self::DeadlineOverdue => "DEADLINE_OVERDUE",
            Self::DeadlineEscalated => "DEADLINE_ESCALATED",
        }
    }

    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::CaseForwarded,
        Self::CaseSubmitted,
        Self::CaseAccepted,
        Self::CasePassed,
        Self::OpinionAsked,
        Self::CaseReturned,
        Self::CaseCompleted,
        Self::CaseEnded,
        Self::DeadlineAmber,
        Self::DeadlineRed,
        Self::DeadlineOverdue,
        Self::DeadlineEscalated,
    ];
}

impl Sentence {
    /// What to say on an occasion.
    pub fn on(occasion: &Occasion, names: Names<'_>) -> Self {
        match occasion {
            Occasion::Case { case, happening } => about_case(case, happening, names.unit),
            Occasion::OpinionAsked { case_id, .. } => Self {
                zh: format!("案件 {case_id} 请贵单位出具审核意见。"),
                en: format!("Your opinion is asked on case {case_id}."),
            },
        }
    }
}

fn about_case(case: &CaseRef, happening: &Happening, unit: &str) -> Sentence {
    let (id, item) = (&case.case_id, Item::of(&case.item));
    let (item_zh, item_en) = (item.zh, item.en);
    let (zh, en) = match happening {
        Happening::Forwarded => (
            format!("{unit}转报了{item_zh}案件 {id}，请审核后提交。"),
            format!("{unit} forwarded {item_en} case {id}: check and submit it."),
        ),
        Happening::Submitted => (
            format!("{unit}的{item_zh}案件 {id} 已提交，请受理。"),
            format!(
                "{item_en} case {id} of {unit} was submitted and waits for acceptance.",
                item_en = capital(item_en)
            ),
        ),
        Happening::Accepted { due_at: Some(due_at) } => (
            format!("{unit}的{item_zh}案件 {id} 已受理，承诺办结日期 {}。", chinese(local_date(*due_at))),
            format!(
                "{} case {id} of {unit} was accepted and is due on {}.",
                capital(item_en),
                local_date(*due_at)
            ),
        ),
        Happening::Accepted { due_at: None } => (
            format!("{unit}的{item_zh}案件 {id} 已受理。"),
            format!("{} case {id} of {unit} was accepted.", capital(item_en)),
        ),
        Happening::Passed { desk } => {
            let (desk_zh, desk_en) = desk_names(desk);
            (
                format!("{unit}的{item_zh}案件 {id} 已转至{desk_zh}，请办理。"),
                format!("{} case {id} of {unit} came to the {desk_en}.", capital(item_en)),
            )
        }
        Happening::Returned { defect_count } => (
            format!("{unit}的{item_zh}案件 {id} 被退回，共 {defect_count} 处需补正。"),
            format!("{} case {id} of {unit} was returned: {defect_count} to correct.", capital(item_en)),
        ),
        Happening::Completed { numbers } => (
            format!("{unit}的{item_zh}案件 {id} 已办结，文号：{}。", listed(numbers, "、", "无")),
            format!(
                "{} case {id} of {unit} is completed: {}.",
                capital(item_en),
                listed(numbers, ", ", "no papers")
            ),
        ),
        Happening::Ended { side } => {
            let (side_zh, side_en) = side.words();
            (
                format!("{unit}的{item_zh}案件 {id} {side_zh}。"),
                format!("{} case {id} of {unit} {side_en}.", capital(item_en)),
            )
        }
    };
    Sentence { zh, en }
}

/// An item as a person calls it.
pub(super) struct Item<'a> {
    pub(super) zh: &'a str,
    pub(super) en: &'a str,
}

impl<'a> Item<'a> {
    /// The items of domain.md §3 that are in use; another one is called by its key.
    pub(super) fn of(key: &'a str) -> Self {
        match key {
            "quota_use" => Self { zh: "用编核准", en: "quota use" },
            "entry" => Self { zh: "人员上编", en: "entry" },
            other => Self { zh: other, en: other },
        }
    }
}

impl Side {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Refused => ("未获核准", "was refused"),
            Self::Withdrawn => ("已撤回", "was withdrawn"),
            Self::Terminated => ("已终止", "was terminated"),
            Self::Lapsed => ("已逾期失效", "has lapsed"),
        }
    }
}

pub(super) fn desk_names(desk: &str) -> (&str, &str) {
    match desk {
        "desk_accept" => ("受理岗", "acceptance desk"),
        "desk_review" => ("审核岗", "review desk"),
        "desk_approve" => ("审批岗", "approval desk"),
        other => (other, other),
    }
}

fn chinese(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), u8::from(date.month()), date.day())
}

fn listed(words: &[String], separator: &str, none: &str) -> String {
    if words.is_empty() { none.to_owned() } else { words.join(separator) }
}

pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn said(happening: Happening) -> Sentence {
        let case = CaseRef {
            case_id: "420800-2026-000012".into(),
            item: "entry".into(),
            unit_id: "sch".into(),
            department_id: "edu".into(),
            jurisdiction_id: "city".into(),
            drafter_id: "sch-clerk".into(),
            submitter_id: None,
            actor_id: None,
        };
        Sentence::on(&Occasion::Case { case, happening }, Names { unit: "实验中学" })
    }

    #[test]
    fn a_submission_asks_the_desk_to_accept() {
        assert_eq!(
            said(Happening::Submitted),
            Sentence {
                zh: "实验中学的人员上编案件 420800-2026-000012 已提交，请受理。".into(),
                en: "Entry case 420800-2026-000012 of 实验中学 was submitted and waits for acceptance."
                    .into(),
            }
        );
    }

    #[test]
    fn an_acceptance_names_the_due_date_in_china() {
        let accepted = said(Happening::Accepted { due_at: Some(datetime!(2026-08-27 16:30 UTC)) });

        assert_eq!(
            accepted.zh,
            "实验中学的人员上编案件 420800-2026-000012 已受理，承诺办结日期 2026年8月28日。"
        );
        assert_eq!(
            accepted.en,
            "Entry case 420800-2026-000012 of 实验中学 was accepted and is due on 2026-08-28."
        );
    }

    #[test]
    fn a_completion_names_the_papers() {
        let completed = said(Happening::Completed {
            numbers: vec!["荆编进〔2026〕87号".into(), "荆编函〔2026〕46号".into()],
        });

        assert_eq!(
            completed.zh,
            "实验中学的人员上编案件 420800-2026-000012 已办结，文号：荆编进〔2026〕87号、荆编函〔2026〕46号。"
        );
        assert!(said(Happening::Completed { numbers: vec![] }).en.ends_with("no papers."));
    }

    #[test]
    fn other_happenings_say_what_to_do_or_how_it_ended() {
        let zh = |happening| said(happening).zh;

        assert_eq!(zh(Happening::Forwarded), "实验中学转报了人员上编案件 420800-2026-000012，请审核后提交。");
        assert_eq!(
            zh(Happening::Passed { desk: "desk_review".into() }),
            "实验中学的人员上编案件 420800-2026-000012 已转至审核岗，请办理。"
        );
        assert_eq!(
            zh(Happening::Returned { defect_count: 2 }),
            "实验中学的人员上编案件 420800-2026-000012 被退回，共 2 处需补正。"
        );
        assert_eq!(
            zh(Happening::Ended { side: Side::Lapsed }),
            "实验中学的人员上编案件 420800-2026-000012 已逾期失效。"
        );
    }
}

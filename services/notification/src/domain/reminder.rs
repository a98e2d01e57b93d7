//! A level of a limit that has come, whom it concerns, and in what words.
use kernel::clock::SHANGHAI;
use time::OffsetDateTime;
use time::macros::format_description;

use super::deadline::{Level, Stage};
use super::message::{Item, Kind, Sentence, capital, desk_names};
use super::occasion::Address;

/// A level of a limit that has come and that nobody was told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// The case.
    pub case_id: String,
    /// The limit.
    pub stage: Stage,
    /// How near its deadline is.
    pub level: Level,
    /// Its deadline.
    pub due_at: OffsetDateTime,
    /// Whose work it is.
    pub charge: Charge,
}

/// Whose work a limit is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Charge {
    /// The desk's that holds the case, or held it last.
    Desk {
        /// Jurisdiction whose office decides.
        jurisdiction_id: String,
        /// The desk, e.g. `desk_review`.
        desk: String,
        /// Item key of the case.
        item: String,
        /// The unit that asks.
        unit_id: String,
    },
    /// A department's that owes its opinion.
    Department {
        /// Kind, e.g. `hr_bureau`.
        kind: String,
        /// Area code.
        area_code: String,
    },
}

impl Reminder {
    /// What its messages come from: the same for every attempt to tell it.
    pub fn source_id(&self) -> String {
        let stage = self.stage.department.as_deref().unwrap_or("case");
        format!("{}/{stage}-{}/{}", self.case_id, self.stage.round, self.level.as_str())
    }

    /// The kind of message to who must act.
    pub fn kind(&self) -> Kind {
        match self.level {
            Level::Amber => Kind::DeadlineAmber,
            Level::Red => Kind::DeadlineRed,
            Level::Overdue => Kind::DeadlineOverdue,
        }
    }

    /// Who must act.
    pub fn address(&self) -> Address {
        match &self.charge {
            Charge::Desk { jurisdiction_id, desk, .. } => {
                Address::Desk { jurisdiction_id: jurisdiction_id.clone(), desk: desk.clone() }
            }
            Charge::Department { kind, area_code } => {
                Address::Reviewers { unit_kind: kind.clone(), area_code: area_code.clone() }
            }
        }
    }

    /// Whether the superiors of who must act are told as well (domain.md §3.0: what is overdue is escalated).
    pub fn escalates(&self) -> bool {
        self.level == Level::Overdue
    }

    /// The unit that asks, where it is known.
    pub fn unit_id(&self) -> Option<&str> {
        match &self.charge {
            Charge::Desk { unit_id, .. } => Some(unit_id),
            Charge::Department { .. } => None,
        }
    }

    /// What is said to who must act. `unit` is the name of the unit that asks.
    pub fn sentence(&self, unit: &str) -> Sentence {
        let (what, due) = (self.subject(unit), moment(self.due_at));
        let (zh, en) = match self.level {
            Level::Amber => (
                format!("{}已临期（黄灯），办理时限至 {due}。", what.zh),
                format!("{} is due soon (amber): its limit ends at {due}.", what.en),
            ),
            Level::Red => (
                format!("{}即将逾期（红灯），办理时限至 {due}。", what.zh),
                format!("{} is about to be overdue (red): its limit ends at {due}.", what.en),
            ),
            Level::Overdue => (
                format!("{}已逾期，办理时限为 {due}。", what.zh),
                format!("{} is overdue: its limit ended at {due}.", what.en),
            ),
        };
        Sentence { zh, en }
    }

    /// What is said to the superior of who must act.
    pub fn escalation(&self, unit: &str) -> Sentence {
        let (what, due) = (self.subject(unit), moment(self.due_at));
        let (who_zh, who_en) = match &self.charge {
            Charge::Desk { desk, .. } => desk_names(desk),
            Charge::Department { kind, .. } => department_names(kind),
        };
        Sentence {
            zh: format!("{}在{who_zh}逾期，办理时限为 {due}，请督办。", what.zh),
            en: format!("{} is overdue at the {who_en}: its limit ended at {due}. See to it.", what.en),
        }
    }

    fn subject(&self, unit: &str) -> Sentence {
        let id = &self.case_id;
        match &self.charge {
            Charge::Desk { item, .. } => {
                let item = Item::of(item);
                Sentence {
                    zh: format!("{unit}的{}案件 {id} ", item.zh),
                    en: format!("{} case {id} of {unit}", capital(item.en)),
                }
            }
            Charge::Department { .. } => Sentence {
                zh: format!("案件 {id} 的审核意见"),
                en: format!("The opinion on case {id}"),
            },
        }
    }
}

fn department_names(kind: &str) -> (&str, &str) {
    match kind {
        "org_dept" => ("组织部门", "organization department"),
        "hr_bureau" => ("人力资源社会保障部门", "human-resources bureau"),
        other => (other, other),
    }
}

/// A moment as people in China write it.
fn moment(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]");
    at.to_offset(SHANGHAI).format(&format).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn of_the_case(level: Level) -> Reminder {
        Reminder {
            case_id: "420800-2026-000012".into(),
            stage: Stage { department: None, round: 1 },
            level,
            due_at: datetime!(2026-08-27 09:30 UTC),
            charge: Charge::Desk {
                jurisdiction_id: "city".into(),
                desk: "desk_review".into(),
                item: "entry".into(),
                unit_id: "sch".into(),
            },
        }
    }

    fn of_an_opinion() -> Reminder {
        Reminder {
            stage: Stage { department: Some("hr_bureau".into()), round: 2 },
            charge: Charge::Department { kind: "hr_bureau".into(), area_code: "420800".into() },
            ..of_the_case(Level::Overdue)
        }
    }

    #[test]
    fn each_level_has_its_own_words_and_names_the_deadline_in_china() {
        let zh = |level| of_the_case(level).sentence("实验中学").zh;

        assert_eq!(
            zh(Level::Amber),
            "实验中学的人员上编案件 420800-2026-000012 已临期（黄灯），办理时限至 2026-08-27 17:30。"
        );
        assert_eq!(
            zh(Level::Red),
            "实验中学的人员上编案件 420800-2026-000012 即将逾期（红灯），办理时限至 2026-08-27 17:30。"
        );
        assert_eq!(
            of_the_case(Level::Overdue).sentence("实验中学").en,
            "Entry case 420800-2026-000012 of 实验中学 is overdue: its limit ended at 2026-08-27 17:30."
        );
    }

    #[test]
    fn a_superior_is_told_at_which_desk_or_department_it_is_overdue() {
        assert_eq!(
            of_the_case(Level::Overdue).escalation("实验中学").zh,
            "实验中学的人员上编案件 420800-2026-000012 在审核岗逾期，办理时限为 2026-08-27 17:30，请督办。"
        );
        assert_eq!(
            of_an_opinion().escalation("").en,
            "The opinion on case 420800-2026-000012 is overdue at the human-resources bureau: its limit ended \
             at 2026-08-27 17:30. See to it."
        );
    }

    #[test]
    fn only_what_is_overdue_escalates() {
        let escalating: Vec<Level> =
            Level::ALL.into_iter().filter(|level| of_the_case(*level).escalates()).collect();

        assert_eq!(escalating, [Level::Overdue]);
    }

    #[test]
    fn the_source_of_a_message_names_case_stage_and_level() {
        assert_eq!(of_the_case(Level::Amber).source_id(), "420800-2026-000012/case-1/AMBER");
        assert_eq!(of_an_opinion().source_id(), "420800-2026-000012/hr_bureau-2/OVERDUE");
    }
}

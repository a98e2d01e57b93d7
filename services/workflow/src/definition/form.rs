//! What a definition says, line by line: chains, checklists and papers that can be carried out at all.

use std::collections::BTreeSet;
use std::fmt::Display;

use calendar::Limit;
use codes::Item;
use kernel::error::Violation;

use crate::domain::{Definition, Desk, Move, PaperType, Source};

const PARTNERS: [&str; 4] = ["organization", "hr", "finance", "pension"];

/// Every defect that needs no walk through the states.
pub(super) fn defects(definition: &Definition) -> Vec<Violation> {
    let mut defects = Vec::new();
    let mut defect = |field: &str, zh: String, en: String| defects.push(Violation::new(field, zh, en));
    clock(definition, &mut defect);
    chain(definition, &mut defect);
    opinions(definition, &mut defect);
    materials(definition, &mut defect);
    papers(definition, &mut defect);
    for role in definition.pushes.iter().filter(|role| !PARTNERS.contains(&role.as_str())) {
        let en = format!("`{role}` is no partner: organization, hr, finance or pension");
        defect("pushes", format!("“{role}”不是推送对象"), en);
    }
    defects
}

fn clock(definition: &Definition, defect: &mut impl FnMut(&str, String, String)) {
    match definition.clock {
        Limit::T0 | Limit::L5 => {}
        Limit::M2 | Limit::Desk { .. } => {
            let en = "the clock of an item is T0 or L5; M2 needs a meeting, which no item has yet";
            defect("clock", "事项时限应为T0或L5".into(), en.into());
        }
    }
}

fn chain(definition: &Definition, defect: &mut impl FnMut(&str, String, String)) {
    let desks: Vec<Desk> = definition.desks.iter().map(|rule| rule.desk).collect();
    for desk in twice(&desks) {
        let en = format!("{desk} stands twice in the chain: its desks are held by distinct persons (I23)");
        defect("desks", format!("{}在审批链中重复", desk.zh()), en);
    }
    let begins = definition.desks.first().filter(|rule| rule.desk == Desk::Accept);
    if !begins.is_some_and(|rule| rule.may.contains(&Move::Accept)) {
        let en = "the chain begins with desk_accept, which accepts";
        defect("desks", "审批链应以受理岗受理开始".into(), en.into());
    }
    let last = desks.len().saturating_sub(1);
    for (at, rule) in definition.desks.iter().enumerate() {
        let desk = rule.desk;
        if at > 0 && rule.may.contains(&Move::Accept) {
            defect(
                "desks",
                format!("{}不受理", desk.zh()),
                format!("{desk} may not accept: only the first desk does"),
            );
        }
        if at < last && rule.may.contains(&Move::Approve) {
            let en = format!("{desk} may approve, but desks follow it");
            defect("desks", format!("{}之后还有岗位，不得审批", desk.zh()), en);
        }
        if !rule.may.contains(&Move::Return) {
            let en = format!("{desk} must be able to return a case with defects");
            defect("desks", format!("{}应可退回补正", desk.zh()), en);
        }
    }
}

fn opinions(definition: &Definition, defect: &mut impl FnMut(&str, String, String)) {
    let asked: Vec<&str> = definition.opinions.iter().map(|rule| rule.department.code()).collect();
    for department in twice(&asked) {
        defect("opinions", format!("{department}重复"), format!("{department} is asked twice"));
    }
    for rule in definition.opinions.iter().filter(|rule| !(1..=20).contains(&rule.limit_working_days)) {
        let en = format!("{} has 1 to 20 working days", rule.department.code());
        defect("opinions", format!("{}的时限应为1至20个工作日", rule.department.zh()), en);
    }
}

fn materials(definition: &Definition, defect: &mut impl FnMut(&str, String, String)) {
    let kinds: Vec<codes::Material> = definition.materials.iter().map(|rule| rule.kind).collect();
    for kind in twice(&kinds) {
        defect("materials", format!("{kind}重复"), format!("{kind} is listed twice"));
    }
    for rule in &definition.materials {
        let kind = rule.kind;
        if rule.source == Source::Generated && kind != codes::Material::EForm {
            let en = format!("{kind} can't be generated: only M01, the form itself, is");
            defect("materials", format!("{kind}不能自动生成"), en);
        }
        if rule.source == Source::Upload && kind == codes::Material::EForm {
            defect("materials", "M01由系统生成".into(), "M01 is generated, nobody uploads it".into());
        }
    }
}

fn papers(definition: &Definition, defect: &mut impl FnMut(&str, String, String)) {
    let issued: &[PaperType] = match definition.item {
        Item::QuotaUse => &[PaperType::Permit, PaperType::Letter],
        Item::Entry => &[PaperType::Entry, PaperType::Funding, PaperType::Letter],
        Item::InstAmend | Item::Exit | Item::Movement | Item::PersonAmend => {
            let en = format!("{} can't be handled online yet", definition.item);
            return defect("item", format!("{}尚未上网办理", definition.item.label().zh), en);
        }
    };
    if definition.papers != issued {
        let codes: Vec<&str> = issued.iter().map(|paper| paper.code()).collect();
        let (zh, en) = (codes.join("、"), codes.join(", "));
        defect("papers", format!("该事项出具{zh}"), format!("{} issues {en}", definition.item));
    }
}

/// What stands more than once in a list, in order.
fn twice<T: Ord + Copy + Display>(all: &[T]) -> BTreeSet<T> {
    let mut seen = BTreeSet::new();
    all.iter().copied().filter(|one| !seen.insert(*one)).collect()
}

//! How cases look in tables.

use codes::Lang;
use proto::workflow::v1::Case;

use crate::answer::{Answer, Column, Section, Table, column, wide};
use crate::failure::Failure;
use crate::{moment, refusal, view, wording};

pub(super) const CASE: &str = "bianzhi.workflow.v1.Case";

const COLUMNS: [Column; 10] = [
    column("id", "办件编号", "case"),
    column("item", "事项", "item"),
    column("unit_id", "单位", "unit"),
    column("state", "状态", "state"),
    column("holder", "当前环节", "with"),
    column("due", "到期", "due"),
    wide("version", "版次", "version"),
    wide("department_id", "主管部门", "department"),
    wide("drafter", "经办人", "drafter"),
    wide("update_time", "更新时间", "changed"),
];

/// One row per case.
pub(super) fn of(cases: &[Case], lang: Lang) -> Table {
    Table { columns: COLUMNS.to_vec(), rows: cases.iter().map(|case| row(case, lang)).collect() }
}

fn row(case: &Case, lang: Lang) -> Vec<String> {
    let clock = case.clock.as_ref();
    vec![
        case.id.clone(),
        wording::item(&case.item, lang),
        case.unit_id.clone(),
        wording::case_state(case.state()).in_lang(lang).to_owned(),
        wording::holder(case.holder()).in_lang(lang).to_owned(),
        moment::minute(clock.and_then(|clock| clock.due_time.as_ref())),
        case.version.to_string(),
        case.department_id.clone(),
        case.drafter.as_ref().map(|actor| actor.operator_id.clone()).unwrap_or_default(),
        moment::minute(case.update_time.as_ref()),
    ]
}

/// A case after a step: one row, and what the rules noted without forbidding it.
pub(super) fn after_step(case: &Case, lang: Lang) -> Result<Answer, Box<Failure>> {
    let answer = Answer::of(&view::value(CASE, case)?)?;
    let answer = answer.section(Section { lines: Vec::new(), table: of(std::slice::from_ref(case), lang) });
    Ok(match findings(case, lang) {
        notes if notes.is_empty() => answer,
        notes => answer.section(Section { lines: notes, table: Table::default() }),
    })
}

/// The findings of a case, one sentence each.
pub(super) fn findings(case: &Case, lang: Lang) -> Vec<String> {
    case.findings.iter().map(|finding| refusal::told_finding(finding).line(lang)).collect()
}

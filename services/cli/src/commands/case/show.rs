//! `case show`: everything about one case, as a clerk reads it.

use clap::Args;
use codes::{Label, Lang};
use proto::r#type::v1::proposed_change::Change;
use proto::workflow::v1::{Case, Clock, GetCaseRequest};

use super::{attach, table};
use crate::answer::{Answer, Column, Section, Table, column, label, wide};
use crate::ask::{ask, required};
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, view, wording};

/// Arguments of `case show`.
#[derive(Debug, Args)]
pub struct Show {
    /// Case number.
    id: String,
}

impl Show {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let answer = ask!(session.cases()?, get_case, GetCaseRequest { id: self.id })?;
        let case = required(answer.case, "case")?;
        let lang = session.lang;
        let shown = Answer::of(&view::value(table::CASE, &case)?)?.facts(facts(&case, lang), lang);
        let sections = [
            materials(&case, session),
            clock(&case, lang),
            opinions(&case, lang),
            papers(&case, lang),
            notes(&case, lang),
        ];
        Ok(sections.into_iter().flatten().fold(shown, Answer::section))
    }
}

fn facts(case: &Case, lang: Lang) -> Vec<(Label, String)> {
    let mut facts = vec![
        (label("办件编号", "case"), case.id.clone()),
        (label("事项", "item"), wording::item(&case.item, lang)),
        (label("单位", "unit"), case.unit_id.clone()),
        (label("主管部门", "department"), case.department_id.clone()),
        (label("状态", "state"), wording::case_state(case.state()).in_lang(lang).to_owned()),
        (label("当前环节", "with"), wording::holder(case.holder()).in_lang(lang).to_owned()),
        (label("版次", "version"), case.version.to_string()),
    ];
    let due = case.clock.as_ref().and_then(|clock| clock.due_time.as_ref());
    facts.push((label("到期", "due"), moment::minute(due)));
    facts.extend(form(case, lang));
    facts.push((label("依据", "basis"), case.basis.clone()));
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// What the case asks for.
fn form(case: &Case, lang: Lang) -> Vec<(Label, String)> {
    let Some(change) = case.form.as_ref().and_then(|form| form.change.as_ref()) else {
        return Vec::new();
    };
    match change {
        Change::QuotaUse(form) => vec![
            (label("编制", "quota"), wording::bucket(form.bucket.as_ref(), lang)),
            (label("进人渠道", "channel"), wording::code(&form.channel, codes::Channel::label, lang)),
            (label("申请数量", "seats asked"), form.quantity.to_string()),
            (label("计划时间", "planned"), moment::day(form.planned_date.as_ref())),
            (label("用编理由", "justification"), form.justification.clone()),
        ],
        Change::Entry(form) => {
            let person = form.person.clone().unwrap_or_default();
            vec![
                (label("姓名", "name"), person.name),
                (label("公民身份号码", "citizen ID"), person.id_number),
                (label("编制", "quota"), wording::bucket(form.bucket.as_ref(), lang)),
                (label("准许用编文号", "permit"), form.permit.clone()),
                (label("进人渠道", "channel"), wording::code(&form.channel, codes::Channel::label, lang)),
                (label("岗位", "post"), form.post.clone()),
                (
                    label("人员类别", "category"),
                    wording::code(&form.category, codes::PersonCategory::label, lang),
                ),
                (label("上编生效日期", "effective on"), moment::day(form.effective_date.as_ref())),
            ]
        }
    }
}

fn materials(case: &Case, session: &Session) -> Option<Section> {
    let mut rows = Vec::new();
    for line in &case.checklist {
        rows.extend(line.materials.iter().map(|material| attach::row(material, session)));
        if line.materials.is_empty() {
            let missing = match (session.lang, line.required) {
                (Lang::Zh, true) => "缺(必需)",
                (Lang::Zh, false) => "–",
                (Lang::En, true) => "missing (required)",
                (Lang::En, false) => "–",
            };
            rows.push(vec![line.kind.clone(), line.name.clone(), missing.to_owned()]);
        }
    }
    for row in &mut rows {
        row.resize(attach::COLUMNS.len(), String::new());
    }
    section(label("材料", "materials"), &attach::COLUMNS, rows, session.lang)
}

fn clock(case: &Case, lang: Lang) -> Option<Section> {
    const COLUMNS: [Column; 3] =
        [column("date", "日期", "date"), column("counted", "已计", "counted"), column("why", "原因", "why")];
    let Clock { class, derivation, .. } = case.clock.clone()?;
    let rows = derivation.into_iter().map(|line| {
        let why = match lang {
            Lang::Zh => line.zh,
            Lang::En => line.en,
        };
        vec![line.date, line.counted.to_string(), why]
    });
    let mut section = section(label("办理时限", "time limit"), &COLUMNS, rows.collect(), lang)?;
    section.lines.iter_mut().for_each(|line| line.push_str(&format!(" {class}")));
    Some(section)
}

fn opinions(case: &Case, lang: Lang) -> Option<Section> {
    const COLUMNS: [Column; 4] = [
        column("department", "部门", "department"),
        column("verdict", "意见", "verdict"),
        column("give_time", "时间", "given"),
        wide("seen_hash", "所见内容SM3", "seen SM3"),
    ];
    let rows = case.opinions.iter().map(|opinion| {
        vec![
            wording::department(&opinion.department, lang).to_owned(),
            wording::verdict_code(&opinion.verdict, lang).to_owned(),
            moment::minute(opinion.give_time.as_ref()),
            opinion.seen_hash.clone(),
        ]
    });
    section(label("并联审查", "parallel review"), &COLUMNS, rows.collect(), lang)
}

fn papers(case: &Case, lang: Lang) -> Option<Section> {
    const COLUMNS: [Column; 3] = [
        column("type", "文书", "paper"),
        column("doc_no", "文号", "number"),
        wide("document_id", "编号", "id"),
    ];
    let rows = case.papers.iter().map(|paper| {
        vec![
            wording::document_type_code(&paper.r#type, lang).to_owned(),
            paper.doc_no.clone(),
            paper.document_id.clone(),
        ]
    });
    section(label("文书", "papers"), &COLUMNS, rows.collect(), lang)
}

/// Defects of the last return and findings of the rules.
fn notes(case: &Case, lang: Lang) -> Option<Section> {
    let mut lines = Vec::new();
    if !case.defects.is_empty() {
        lines.push(label("退回补正:", "to be corrected:").in_lang(lang).to_owned());
        lines.extend(case.defects.iter().map(|defect| format!("  - {defect}")));
    }
    lines.extend(table::findings(case, lang));
    (!lines.is_empty()).then(|| Section { lines, table: Table::default() })
}

/// A titled table, unless it would be empty.
fn section(title: Label, columns: &[Column], rows: Vec<Vec<String>>, lang: Lang) -> Option<Section> {
    if rows.is_empty() {
        return None;
    }
    let lines = vec![format!("[{}]", title.in_lang(lang))];
    Some(Section { lines, table: Table { columns: columns.to_vec(), rows } })
}

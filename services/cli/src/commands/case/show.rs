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
        whole(&required(answer.case, "case")?, session.lang)
    }
}

/// The case and each of its parts that is not empty.
fn whole(case: &Case, lang: Lang) -> Result<Answer, Box<Failure>> {
    let shown = Answer::of(&view::value(table::CASE, case)?)?.facts(facts(case, lang), lang);
    let sections = [
        materials(case, lang),
        clock(case, lang),
        opinions(case, lang),
        papers(case, lang),
        notes(case, lang),
    ];
    Ok(sections.into_iter().flatten().fold(shown, Answer::section))
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

fn materials(case: &Case, lang: Lang) -> Option<Section> {
    let mut rows = Vec::new();
    for line in &case.checklist {
        for material in &line.materials {
            let mut row = attach::row(material, lang);
            // The item may ask for something narrower than the kind.
            if let Some(name) = row.get_mut(1).filter(|_| !line.name.is_empty()) {
                name.clone_from(&line.name);
            }
            rows.push(row);
        }
        if line.materials.is_empty() {
            // M01, the e-form itself, is generated from the case and never uploaded (domain.md §3.0).
            let missing = match (lang, line.required) {
                (Lang::Zh, _) if line.kind == "M01" => "由表单生成",
                (Lang::En, _) if line.kind == "M01" => "generated",
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
    section(label("材料", "materials"), &attach::COLUMNS, rows, lang)
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

#[cfg(test)]
mod tests {
    use proto::google::r#type::Date;
    use proto::r#type::v1 as types;
    use proto::workflow::v1::{CaseOpinion, CasePaper, CaseState, ChecklistLine, DerivationLine, Material};

    use super::*;
    use crate::args::{Format, Output};

    /// 2026-08-20 09:00 in Shanghai, plus hours.
    fn after(hours: i64) -> Option<prost_types::Timestamp> {
        Some(prost_types::Timestamp { seconds: 1_787_187_600 + hours * 3600, nanos: 0 })
    }

    fn entry() -> Case {
        let person = types::EntryPerson {
            name: "李静文".to_owned(),
            id_number: "420800********0026".to_owned(),
            ..Default::default()
        };
        let bucket = types::Bucket {
            institution_id: "sch".to_owned(),
            quota_type: "INST".to_owned(),
            funding: types::Funding::Full.into(),
        };
        let form = types::Entry {
            bucket: Some(bucket),
            permit: "荆编用〔2026〕12号".to_owned(),
            channel: "OPEN_RECRUIT".to_owned(),
            person: Some(person),
            post: "高中语文教师".to_owned(),
            category: "INST_PROFESSIONAL".to_owned(),
            effective_date: Some(Date { year: 2026, month: 9, day: 1 }),
            ..Default::default()
        };
        let material = Material {
            id: "m-1".to_owned(),
            kind: "M02".to_owned(),
            size_bytes: 48_213,
            upload_time: after(-1),
            ..Default::default()
        };
        let line = |kind: &str, name: &str, required, materials| ChecklistLine {
            kind: kind.to_owned(),
            name: name.to_owned(),
            required,
            materials,
        };
        let clock = Clock {
            class: "L5".to_owned(),
            due_time: after(7 * 24 + 8),
            derivation: vec![DerivationLine {
                date: "2026-08-21".to_owned(),
                counted: 1,
                zh: "第1个工作日".to_owned(),
                en: "working day 1".to_owned(),
            }],
            ..Default::default()
        };
        Case {
            id: "420800-2026-000002".to_owned(),
            item: "entry".to_owned(),
            state: CaseState::InReview.into(),
            holder: proto::workflow::v1::Holder::DeskAccept.into(),
            version: 1,
            unit_id: "sch".to_owned(),
            department_id: "edu".to_owned(),
            form: Some(types::ProposedChange { change: Some(Change::Entry(form)) }),
            checklist: vec![
                line("M02", "聘用备案", true, vec![material]),
                line("M14", "其他材料", false, vec![]),
            ],
            clock: Some(clock),
            opinions: vec![CaseOpinion {
                department: "hr_bureau".to_owned(),
                required: true,
                verdict: "AGREE".to_owned(),
                give_time: after(24),
                ..Default::default()
            }],
            papers: vec![CasePaper {
                document_id: "d-1".to_owned(),
                r#type: "ENTRY".to_owned(),
                doc_no: "荆编进〔2026〕87号".to_owned(),
            }],
            ..Default::default()
        }
    }

    #[test]
    fn a_clerk_reads_the_whole_case_on_one_screen() {
        let answer = whole(&entry(), Lang::Zh).unwrap();

        let text = crate::render::text(&answer, Output { format: Format::Table, lang: Lang::Zh }).unwrap();

        let expected = "\
项目          内容
办件编号      420800-2026-000002
事项          人员上编
单位          sch
主管部门      edu
状态          审核中
当前环节      受理岗
版次          1
到期          2026-08-27 17:00
姓名          李静文
公民身份号码  420800********0026
编制          事业编制(全额)
准许用编文号  荆编用〔2026〕12号
进人渠道      公开招聘
岗位          高中语文教师
人员类别      事业专业技术人员
上编生效日期  2026-09-01

[材料]
材料  名称      大小(字节)  上传时间          编号
M02   聘用备案  48213       2026-08-20 08:00  m-1
M14   其他材料  –

[办理时限] L5
日期        已计  原因
2026-08-21  1     第1个工作日

[并联审查]
部门    意见  时间
人社局  同意  2026-08-21 09:00

[文书]
文书        文号
进编通知单  荆编进〔2026〕87号
";
        assert_eq!(text, expected);
    }
}

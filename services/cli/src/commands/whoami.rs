//! `whoami`: who am I, what may I do, until when.

use std::collections::BTreeMap;

use clap::Args;
use codes::Lang;
use kernel::clock::SystemClock;
use proto::identity::v1::GetMyselfRequest;

use crate::answer::{Answer, Section, Table, column, label};
use crate::ask::ask;
use crate::failure::Failure;
use crate::session::Session;
use crate::{deeds, moment, view, wording};

/// Arguments of `whoami`: none.
#[derive(Debug, Args)]
pub struct Whoami {}

impl Whoami {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let lang = session.lang;
        let myself = ask!(session.directory()?, get_myself, GetMyselfRequest {})?;
        let value = view::value("bianzhi.identity.v1.GetMyselfResponse", &myself)?;
        let operator = myself.operator.unwrap_or_default();
        let unit = myself.unit.unwrap_or_default();
        let kinds: Vec<&str> = unit.kinds.iter().map(|kind| wording::department(kind, lang)).collect();
        let now = SystemClock.now().unix_timestamp();
        let until = myself.certificate_not_after_time.as_ref();
        let left = until.map_or(0, |until| until.seconds - now);
        let facts = vec![
            (label("身份", "principal"), myself.principal_id),
            (label("姓名", "name"), operator.display_name),
            (label("单位", "unit"), format!("{} {}", unit.id, unit.name).trim().to_owned()),
            (label("单位类别", "unit is"), kinds.join(", ")),
            (label("主管部门", "department"), unit.department_id),
            (label("可办事项", "items"), unit.permitted_items.join(", ")),
            (label("岗位", "desks"), operator.desks.join(", ")),
            (label("职责", "duties"), operator.duties.join(", ")),
            (label("证书序列号", "certificate"), myself.certificate_serial),
            (label("有效期至", "valid to"), format!("{} ({})", moment::minute(until), time_left(left, lang))),
        ];
        let facts = facts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let may = Section { lines: Vec::new(), table: deeds_table(&myself.permitted_methods, lang) };
        Ok(Answer::of(&value)?.facts(facts, lang).section(may))
    }
}

/// One row for each part of the mesh in which something is permitted.
fn deeds_table(methods: &[String], lang: Lang) -> Table {
    let mut by_part: BTreeMap<usize, (String, Vec<String>)> = BTreeMap::new();
    for method in methods {
        let part = deeds::part(method);
        let entry = by_part.entry(part.place).or_insert_with(|| (part.name(lang), Vec::new()));
        entry.1.push(deeds::deed(method, lang));
    }
    let separator = match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    };
    let columns = vec![column("part", "业务", "part"), column("deeds", "可办理", "what you may do")];
    let rows = by_part.into_values().map(|(part, deeds)| vec![part, deeds.join(separator)]).collect();
    Table { columns, rows }
}

/// The life that a certificate has left, in its largest unit.
fn time_left(seconds: i64, lang: Lang) -> String {
    let (count, zh, en) = match seconds {
        172_800.. => (seconds / 86_400, "天", "days"),
        7_200.. => (seconds / 3_600, "小时", "hours"),
        _ => (seconds.max(0) / 60, "分钟", "minutes"),
    };
    match lang {
        Lang::Zh => format!("还有{count}{zh}"),
        Lang::En => format!("{count} {en} left"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_permitted_is_told_by_part_in_both_languages() {
        let methods = [
            "bianzhi.identity.v1.CertificateService/RevokeCertificate".to_owned(),
            "bianzhi.workflow.v1.CaseService/AcceptCase".to_owned(),
            "bianzhi.workflow.v1.CaseService/ReturnCase".to_owned(),
        ];

        assert_eq!(
            deeds_table(&methods, Lang::Zh).rows,
            [vec!["办件", "受理、退回补正"], vec!["证书", "吊销证书"]]
        );
        assert_eq!(
            deeds_table(&methods, Lang::En).rows,
            [vec!["cases", "accept, return for correction"], vec!["certificates", "revoke a certificate"]]
        );
    }

    #[test]
    fn the_time_left_is_told_in_its_largest_unit() {
        let told = |seconds| time_left(seconds, Lang::En);

        assert_eq!(told(364 * 86_400), "364 days left");
        assert_eq!(told(30 * 3_600), "30 hours left");
        assert_eq!(told(90), "1 minutes left");
        assert_eq!(told(-5), "0 minutes left");
    }
}

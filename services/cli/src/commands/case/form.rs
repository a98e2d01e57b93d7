//! The form file: what a case asks for, as YAML or JSON in the same words as `case show -o json` prints it.

use std::path::Path;

use codes::Funding as FundingCode;
use proto::google::r#type::Date as ProtoDate;
use proto::r#type::v1 as pb;
use serde::{Deserialize, Deserializer};

use crate::failure::Failure;

/// Exactly one of the items.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    quota_use: Option<QuotaUse>,
    entry: Option<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bucket {
    institution_id: String,
    quota_type: String,
    #[serde(deserialize_with = "funding")]
    funding: pb::Funding,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuotaUse {
    bucket: Bucket,
    channel: String,
    quantity: i32,
    #[serde(default)]
    posts: Vec<PostLine>,
    #[serde(default, deserialize_with = "optional_date")]
    planned_date: Option<ProtoDate>,
    #[serde(default)]
    justification: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PostLine {
    #[serde(default)]
    division_id: String,
    post: String,
    category: String,
    #[serde(default)]
    education: String,
    quantity: i32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    bucket: Bucket,
    #[serde(default)]
    permit: String,
    channel: String,
    person: Person,
    #[serde(default)]
    division_id: String,
    post: String,
    #[serde(default)]
    post_level: String,
    category: String,
    #[serde(default, deserialize_with = "optional_date")]
    effective_date: Option<ProtoDate>,
    #[serde(default)]
    previous_unit: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    name: String,
    id_number: String,
    sex: String,
    #[serde(default, deserialize_with = "optional_date")]
    birth_date: Option<ProtoDate>,
    #[serde(default)]
    ethnicity: String,
    #[serde(default)]
    education: String,
    #[serde(default)]
    political_status: String,
    #[serde(default)]
    retirement_class: String,
}

/// Personal data stays out of every trace of this program.
impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Person(redacted)")
    }
}

/// Reads a form from a file, or from standard input for `-`.
pub(super) fn read(path: &Path) -> Result<pb::ProposedChange, Box<Failure>> {
    let text = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin().lock())
    } else {
        std::fs::read_to_string(path)
    };
    let text = text.map_err(|error| unreadable(path, &error))?;
    parse(&text).map_err(|why| unreadable(path, &why))
}

fn unreadable(path: &Path, why: &dyn std::fmt::Display) -> Box<Failure> {
    let path = path.display();
    Failure::usage(
        format!("表单文件{path}无法读取:{why}"),
        format!("the form file {path} can't be read: {why}"),
    )
}

/// The item key of a form.
pub(super) fn item(change: &pb::ProposedChange) -> &'static str {
    match change.change {
        Some(pb::proposed_change::Change::QuotaUse(_)) => "quota_use",
        Some(pb::proposed_change::Change::Entry(_)) => "entry",
        None => "",
    }
}

fn parse(text: &str) -> Result<pb::ProposedChange, String> {
    // JSON is YAML, so one reader does for both.
    let form: Form = serde_yaml_ng::from_str(text).map_err(|error| error.to_string())?;
    let change = match form {
        Form { quota_use: Some(form), entry: None } => pb::proposed_change::Change::QuotaUse(quota_use(form)),
        Form { quota_use: None, entry: Some(form) } => pb::proposed_change::Change::Entry(entry(form)),
        Form { .. } => return Err("exactly one of quota_use and entry".to_owned()),
    };
    Ok(pb::ProposedChange { change: Some(change) })
}

fn quota_use(form: QuotaUse) -> pb::QuotaUse {
    let posts = form.posts.into_iter().map(|line| pb::PostLine {
        division_id: line.division_id,
        post: line.post,
        category: line.category,
        education: line.education,
        quantity: line.quantity,
    });
    pb::QuotaUse {
        bucket: Some(bucket(form.bucket)),
        channel: form.channel,
        quantity: form.quantity,
        posts: posts.collect(),
        planned_date: form.planned_date,
        justification: form.justification,
    }
}

fn entry(form: Entry) -> pb::Entry {
    let Person { name, id_number, sex, birth_date, ethnicity, education, political_status, retirement_class } =
        form.person;
    pb::Entry {
        bucket: Some(bucket(form.bucket)),
        permit: form.permit,
        channel: form.channel,
        person: Some(pb::EntryPerson {
            name,
            id_number,
            sex,
            birth_date,
            ethnicity,
            education,
            political_status,
            retirement_class,
        }),
        division_id: form.division_id,
        post: form.post,
        post_level: form.post_level,
        category: form.category,
        effective_date: form.effective_date,
        previous_unit: form.previous_unit,
    }
}

fn bucket(form: Bucket) -> pb::Bucket {
    pb::Bucket {
        institution_id: form.institution_id,
        quota_type: form.quota_type,
        funding: form.funding.into(),
    }
}

fn funding<'de, D: Deserializer<'de>>(deserializer: D) -> Result<pb::Funding, D::Error> {
    let text = String::deserialize(deserializer)?.to_ascii_lowercase();
    let code: FundingCode = text.parse().map_err(serde::de::Error::custom)?;
    Ok(match code {
        FundingCode::Full => pb::Funding::Full,
        FundingCode::Partial => pb::Funding::Partial,
        FundingCode::SelfFunded => pb::Funding::Self_,
    })
}

fn optional_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ProtoDate>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let date = crate::commands::calendar::date(&text).map_err(serde::de::Error::custom)?;
    Ok(Some(proto::moment::date(date)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = r#"
entry:
  bucket: { institution_id: sch, quota_type: INST, funding: full }
  permit: 荆编用〔2026〕12号
  channel: OPEN_RECRUIT
  person: { name: 李静文, id_number: "420800199811040026", sex: "2", birth_date: 1998-11-04 }
  post: 高中语文教师
  category: INST_PROFESSIONAL
  effective_date: 2026-09-01
"#;

    #[test]
    fn a_form_file_becomes_a_proposed_change() {
        let change = parse(ENTRY).unwrap();

        assert_eq!(item(&change), "entry");
        let Some(pb::proposed_change::Change::Entry(entry)) = change.change else { panic!("an entry") };
        assert_eq!(entry.effective_date, Some(ProtoDate { year: 2026, month: 9, day: 1 }));
        assert_eq!(entry.bucket.unwrap().funding(), pb::Funding::Full);
    }

    #[test]
    fn what_show_prints_can_be_sent_again() {
        let change = parse(ENTRY).unwrap();

        let printed = crate::view::value("bianzhi.type.v1.ProposedChange", &change).unwrap();

        assert_eq!(parse(&printed.to_string()), Ok(change));
    }

    #[test]
    fn a_form_with_two_items_or_an_unknown_field_is_refused() {
        assert!(parse("{}").is_err());
        let typo = ENTRY.replace("effective_date", "efective_date");
        assert!(parse(&typo).unwrap_err().contains("efective_date"));
    }
}

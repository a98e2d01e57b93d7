//! A request to enter one person on establishment (人员上编, domain.md §3.3).

use std::fmt;

use calendar::RetireClass;
use codes::{
    Channel, CitizenId, Education, Ethnicity, PersonCategory, PoliticalStatus, PostGrade, PostLevel, Sex,
};
use kernel::error::Violation;
use serde::{Deserialize, Serialize};
use time::Date;

use super::reading::{RawEntry, RawPerson, Reader};
use super::{Bucket, Form, json};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The bucket whose seat the person takes.
    pub bucket: Bucket,
    /// The permit consumed: document number or id; empty for exempt channels.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub permit: String,
    /// Channel (进人渠道).
    pub channel: Channel,
    /// Who enters.
    pub person: EntryPerson,
    /// Division id; empty for the unit itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub division_id: String,
    /// Post (岗位).
    pub post: String,
    /// Post level or grade code; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub post_level: String,
    /// Person category (人员类别).
    pub category: PersonCategory,
    /// First day on establishment (上编生效日期).
    #[serde(with = "json::date")]
    pub effective_date: Date,
    /// The person's unit before; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub previous_unit: String,
}

/// Facts about the person. Personal data: `Debug` prints nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryPerson {
    /// Name (姓名).
    pub name: String,
    /// Citizen ID (公民身份号码).
    #[serde(with = "json::citizen_id")]
    pub id_number: CitizenId,
    /// Sex (性别).
    pub sex: Sex,
    /// Birth date (出生日期).
    #[serde(with = "json::date")]
    pub birth_date: Date,
    /// Ethnicity (民族).
    pub ethnicity: Ethnicity,
    /// Education (学历).
    pub education: Education,
    /// Political status (政治面貌).
    pub political_status: PoliticalStatus,
    /// Retirement class (退休类别).
    #[serde(with = "json::retirement_class")]
    pub retirement_class: RetireClass,
}

impl fmt::Debug for EntryPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EntryPerson(***)")
    }
}

impl Form {
    /// Reads an entry as it was typed.
    ///
    /// # Errors
    /// Every defect at once. Whether the ID agrees with birth date and sex is a rule of the registry (E3).
    pub fn entry(typed: &RawEntry) -> Result<Self, Vec<Violation>> {
        let mut reader = Reader::of("form.entry");
        let form = read(&mut reader, typed);
        reader.finish(form.map(|form| Self::Entry(Box::new(form))))
    }
}

fn read(reader: &mut Reader, typed: &RawEntry) -> Option<Entry> {
    let bucket = reader.bucket(&typed.bucket);
    let permit = reader.text("permit", &typed.permit, 0, 64);
    let channel = reader.code("channel", &typed.channel);
    let person = person(reader, &typed.person);
    let division_id = reader.text("division_id", &typed.division_id, 0, 64);
    let post = reader.text("post", &typed.post, 1, 100);
    let post_level = post_level(reader, &typed.post_level);
    let category = reader.code("category", &typed.category);
    let effective_date = reader.date("effective_date", typed.effective_date);
    let previous_unit = reader.text("previous_unit", &typed.previous_unit, 0, 100);
    Some(Entry {
        bucket: bucket?,
        permit: permit?,
        channel: channel?,
        person: person?,
        division_id: division_id?,
        post: post?,
        post_level: post_level?,
        category: category?,
        effective_date: effective_date?,
        previous_unit: previous_unit?,
    })
}

fn person(reader: &mut Reader, typed: &RawPerson) -> Option<EntryPerson> {
    let name = reader.text("person.name", &typed.name, 1, 50);
    let id_number = match typed.id_number.parse::<CitizenId>() {
        Ok(id_number) => Some(id_number),
        Err(error) => {
            reader.violation("person.id_number", error.zh(), error.to_string());
            None
        }
    };
    let sex = reader.code("person.sex", &typed.sex);
    let birth_date = reader.date("person.birth_date", typed.birth_date);
    let ethnicity = reader.code("person.ethnicity", &typed.ethnicity);
    let education = reader.code("person.education", &typed.education);
    let political_status = reader.code("person.political_status", &typed.political_status);
    let retirement_class = typed.retirement_class.parse::<RetireClass>().ok();
    if retirement_class.is_none() {
        let (zh, en) = ("应为 male、f55 或 f50", "must be male, f55 or f50");
        reader.violation("person.retirement_class", zh, en);
    }
    Some(EntryPerson {
        name: name?,
        id_number: id_number?,
        sex: sex?,
        birth_date: birth_date?,
        ethnicity: ethnicity?,
        education: education?,
        political_status: political_status?,
        retirement_class: retirement_class?,
    })
}

/// A level of leading posts or a grade of institution posts.
fn post_level(reader: &mut Reader, typed: &str) -> Option<String> {
    let is_known = typed.parse::<PostLevel>().is_ok() || typed.parse::<PostGrade>().is_ok();
    if typed.is_empty() || is_known {
        return Some(typed.to_owned());
    }
    let (zh, en) = ("不是有效的岗位等级或职务级别代码", "not a post level or post grade code");
    reader.violation("post_level", zh, en);
    None
}

#[cfg(test)]
mod tests {
    use codes::Funding;
    use time::macros::date;

    use super::*;
    use crate::domain::reading::{RawBucket, RawDate};

    fn typed() -> RawEntry {
        RawEntry {
            bucket: RawBucket {
                institution_id: "sch".into(),
                quota_type: "INST".into(),
                funding: Some(Funding::Full),
            },
            permit: "荆编用〔2026〕12号".into(),
            channel: "OPEN_RECRUIT".into(),
            person: RawPerson {
                name: "李静文".into(),
                id_number: "420800199811040026".into(),
                sex: "2".into(),
                birth_date: RawDate::Given(date!(1998 - 11 - 04)),
                ethnicity: "01".into(),
                education: "21".into(),
                political_status: "13".into(),
                retirement_class: "f55".into(),
            },
            post: "高中语文教师".into(),
            post_level: "9112".into(),
            category: "INST_PROFESSIONAL".into(),
            effective_date: RawDate::Given(date!(2026 - 09 - 01)),
            ..RawEntry::default()
        }
    }

    #[test]
    fn an_entry_survives_json_and_prints_nobody() {
        let form = Form::entry(&typed()).unwrap();

        let json = serde_json::to_value(&form).unwrap();

        assert_eq!(json["entry"]["person"]["idNumber"], "420800199811040026");
        assert_eq!(json["entry"]["person"]["retirementClass"], "f55");
        assert_eq!(serde_json::from_value::<Form>(json).unwrap(), form);
        assert!(!format!("{form:?}").contains("李静文") && !format!("{form:?}").contains("4208"));
    }

    #[test]
    fn a_wrong_id_and_every_other_defect_come_at_once_and_repeat_nothing() {
        let mut typed = typed();
        typed.person.id_number = "420800199811040027".into();
        typed.person.sex = "x".into();
        typed.post_level = "1".into();
        typed.effective_date = RawDate::Missing;

        let violations = Form::entry(&typed).unwrap_err();

        let fields: Vec<_> = violations.iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "form.entry.person.id_number",
                "form.entry.person.sex",
                "form.entry.post_level",
                "form.entry.effective_date",
            ]
        );
        assert!(!format!("{violations:?}").contains("4208"));
    }
}

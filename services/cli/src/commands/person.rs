//! `person show` and `person search`. Every question says what it is for, and is recorded.

use clap::{Args, Subcommand};
use codes::{Lang, PersonCategory, PersonStatus, Sex};
use proto::registry::v1::{GetPersonRequest, Person as Message, SearchPersonsRequest};

use crate::answer::{Answer, Column, column, label, wide};
use crate::ask::{ask, pages, required};
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, view, wording};

/// Persons (人员).
#[derive(Debug, Subcommand)]
pub enum Person {
    /// Show one person.
    Show(Show),
    /// Find persons by citizen ID, exact name or institution.
    Search(Search),
}

/// Arguments of `person show`.
#[derive(Debug, Args)]
pub struct Show {
    /// Person id.
    id: String,
    /// What for; recorded (用途).
    #[arg(long)]
    purpose: String,
}

/// Arguments of `person search`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("by").required(true).multiple(true))]
pub struct Search {
    /// Citizen ID; `-` reads it from standard input, which keeps it out of the shell's history.
    #[arg(long, default_value = "", group = "by")]
    id: String,
    /// Exact name.
    #[arg(long, default_value = "", group = "by")]
    name: String,
    /// People of this institution.
    #[arg(long, default_value = "", group = "by")]
    institution: String,
    /// What for; recorded (用途).
    #[arg(long)]
    purpose: String,
    /// At most so many.
    #[arg(long, default_value_t = 200)]
    limit: u32,
}

const PERSON: &str = "bianzhi.registry.v1.Person";

const COLUMNS: [Column; 8] = [
    column("name", "姓名", "name"),
    column("sex", "性别", "sex"),
    column("id_number", "公民身份号码", "citizen ID"),
    column("category", "人员类别", "category"),
    column("status", "状态", "status"),
    column("institution_id", "单位", "unit"),
    column("post", "岗位", "post"),
    column("id", "编号", "id"),
];

const OCCUPANCIES: [Column; 8] = [
    column("institution_id", "单位", "unit"),
    column("bucket", "编制", "quota"),
    column("post", "岗位", "post"),
    column("from_date", "上编日期", "from"),
    column("to_date", "下编日期", "to"),
    column("entry_doc_no", "进编文号", "entry number"),
    column("channel", "进人渠道", "channel"),
    wide("entry_case_id", "办件编号", "case"),
];

impl Person {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        match self {
            Self::Show(show) => show.run(session).await,
            Self::Search(search) => search.run(session).await,
        }
    }
}

impl Show {
    async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let message = GetPersonRequest { id: self.id, purpose: self.purpose };
        let person = required(ask!(session.persons()?, get_person, message)?.person, "person")?;
        let lang = session.lang;
        let facts = vec![
            (label("姓名", "name"), person.name.clone()),
            (label("性别", "sex"), wording::code(&person.sex, Sex::label, lang)),
            (label("公民身份号码", "citizen ID"), person.id_number.clone()),
            (label("出生日期", "birth date"), moment::day(person.birth_date.as_ref())),
            (label("民族", "ethnicity"), wording::code(&person.ethnicity, codes::Ethnicity::label, lang)),
            (label("学历", "education"), wording::code(&person.education, codes::Education::label, lang)),
            (
                label("政治面貌", "political status"),
                wording::code(&person.political_status, codes::PoliticalStatus::label, lang),
            ),
            (label("人员类别", "category"), wording::code(&person.category, PersonCategory::label, lang)),
            (label("状态", "status"), wording::code(&person.status, PersonStatus::label, lang)),
        ];
        let facts = facts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let shown = Answer::of(&view::value(PERSON, &person)?)?.facts(facts, lang);
        Ok(shown.table(&OCCUPANCIES, occupancies(&person, lang)))
    }
}

impl Search {
    async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let id_number = if self.id == "-" { super::code::from_standard_input()? } else { self.id };
        let client = session.persons()?;
        let persons = pages(self.limit, async |page| {
            let message = SearchPersonsRequest {
                id_number: id_number.clone(),
                name: self.name.clone(),
                institution_id: self.institution.clone(),
                purpose: self.purpose.clone(),
                page_size: page.size,
                page_token: page.token,
            };
            ask!(&client, search_persons, message).map(|answer| (answer.persons, answer.next_page_token))
        })
        .await?;
        let rows = persons.iter().map(|person| row(person, session.lang)).collect();
        Ok(Answer::of(&view::values(PERSON, &persons)?)?.table(&COLUMNS, rows))
    }
}

fn row(person: &Message, lang: Lang) -> Vec<String> {
    let seat = person.occupancies.first().cloned().unwrap_or_default();
    vec![
        person.name.clone(),
        wording::code(&person.sex, Sex::label, lang),
        person.id_number.clone(),
        wording::code(&person.category, PersonCategory::label, lang),
        wording::code(&person.status, PersonStatus::label, lang),
        seat.bucket.map(|bucket| bucket.institution_id).unwrap_or_default(),
        seat.post,
        person.id.clone(),
    ]
}

fn occupancies(person: &Message, lang: Lang) -> Vec<Vec<String>> {
    let row = |seat: &proto::registry::v1::Occupancy| {
        vec![
            seat.bucket.as_ref().map(|bucket| bucket.institution_id.clone()).unwrap_or_default(),
            wording::bucket(seat.bucket.as_ref(), lang),
            seat.post.clone(),
            moment::day(seat.from_date.as_ref()),
            moment::day(seat.to_date.as_ref()),
            seat.entry_doc_no.clone(),
            wording::code(&seat.channel, codes::Channel::label, lang),
            seat.entry_case_id.clone(),
        ]
    };
    person.occupancies.iter().map(row).collect()
}

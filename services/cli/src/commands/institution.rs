//! `institution list` and `institution show`.

use clap::{Args, Subcommand};
use codes::{InstitutionKind, InstitutionRank, Lang};
use proto::registry::v1::{GetInstitutionRequest, Institution as Message, ListInstitutionsRequest};

use super::quota;
use crate::answer::{Answer, Column, Section, column, label, wide};
use crate::ask::{ask, pages, required};
use crate::failure::Failure;
use crate::session::Session;
use crate::{view, wording};

/// Institutions (机构).
#[derive(Debug, Subcommand)]
pub enum Institution {
    /// List the institutions you may see.
    List(List),
    /// Show one with its divisions and today's balances.
    Show(Show),
}

/// Arguments of `institution list`.
#[derive(Debug, Args)]
pub struct List {
    /// At most so many.
    #[arg(long, default_value_t = 1000)]
    limit: u32,
}

/// Arguments of `institution show`.
#[derive(Debug, Args)]
pub struct Show {
    /// Institution id.
    id: String,
}

const INSTITUTION: &str = "bianzhi.registry.v1.Institution";

const COLUMNS: [Column; 8] = [
    column("id", "代码", "id"),
    column("name", "名称", "name"),
    column("kind", "机构类别", "kind"),
    column("rank", "规格", "rank"),
    column("supervisor_name", "主管部门", "supervisor"),
    column("state", "状态", "state"),
    wide("uscc", "统一社会信用代码", "credit code"),
    wide("jurisdiction_id", "管辖", "jurisdiction"),
];

const DIVISIONS: [Column; 3] =
    [column("id", "内设机构", "division"), column("name", "名称", "name"), column("rank", "规格", "rank")];

impl Institution {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        match self {
            Self::List(list) => list.run(session).await,
            Self::Show(show) => show.run(session).await,
        }
    }
}

impl List {
    async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.institutions()?;
        let institutions = pages(self.limit, async |page| {
            let message = ListInstitutionsRequest { page_size: page.size, page_token: page.token };
            ask!(&client, list_institutions, message)
                .map(|answer| (answer.institutions, answer.next_page_token))
        })
        .await?;
        let rows = institutions.iter().map(|institution| row(institution, session.lang)).collect();
        Ok(Answer::of(&view::values(INSTITUTION, &institutions)?)?.table(&COLUMNS, rows))
    }
}

impl Show {
    async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let lang = session.lang;
        let answer = ask!(session.institutions()?, get_institution, GetInstitutionRequest { id: self.id })?;
        let institution = required(answer.institution, "institution")?;
        let heads = COLUMNS.iter().map(|column| column.label);
        let facts = heads.zip(row(&institution, lang)).filter(|(_, value)| !value.is_empty()).collect();
        let divisions = institution.divisions.iter().map(|division| {
            let rank = wording::code(&division.rank, InstitutionRank::label, lang);
            vec![division.id.clone(), division.name.clone(), rank]
        });
        let title = label("编制使用情况", "quota").in_lang(lang);
        let balances = quota::balances(&institution.balances, lang);
        let shown = Answer::of(&view::value(INSTITUTION, &institution)?)?.facts(facts, lang);
        Ok(shown
            .table(&DIVISIONS, divisions.collect())
            .section(Section { lines: vec![format!("[{title}]")], table: balances }))
    }
}

fn row(institution: &Message, lang: Lang) -> Vec<String> {
    vec![
        institution.id.clone(),
        institution.name.clone(),
        wording::code(&institution.kind, InstitutionKind::label, lang),
        wording::code(&institution.rank, InstitutionRank::label, lang),
        institution.supervisor_name.clone(),
        wording::institution_state(institution.state()).in_lang(lang).to_owned(),
        institution.uscc.clone(),
        institution.jurisdiction_id.clone(),
    ]
}

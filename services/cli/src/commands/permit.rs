//! `permit list` and `permit show`: quota-use approvals (用编核准).

use clap::{Args, Subcommand};
use codes::Lang;
use proto::registry::v1::{GetPermitRequest, ListPermitsRequest, Permit as Message};

use crate::answer::{Answer, Column, column, wide};
use crate::ask::{ask, pages, required};
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, view, wording};

/// Permits (准许用编).
#[derive(Debug, Subcommand)]
pub enum Permit {
    /// List permits, newest first.
    List(List),
    /// Show one permit by its number (文号) or id.
    Show(Show),
}

/// Arguments of `permit list`.
#[derive(Debug, Args)]
pub struct List {
    /// Only this institution's.
    #[arg(long, default_value = "")]
    institution: String,
    /// At most so many.
    #[arg(long, default_value_t = 200)]
    limit: u32,
}

/// Arguments of `permit show`.
#[derive(Debug, Args)]
pub struct Show {
    /// Number or id.
    permit: String,
}

const PERMIT: &str = "bianzhi.registry.v1.Permit";

const COLUMNS: [Column; 11] = [
    column("doc_no", "文号", "number"),
    column("institution_id", "单位", "unit"),
    column("bucket", "编制", "quota"),
    column("channel", "进人渠道", "channel"),
    column("quantity", "数量", "seats"),
    column("used", "已用", "used"),
    column("valid_to", "有效期至", "valid to"),
    column("state", "状态", "state"),
    wide("pins", "在办引用", "pins"),
    wide("case_id", "办件编号", "case"),
    wide("id", "编号", "id"),
];

impl Permit {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        match self {
            Self::List(list) => list.run(session).await,
            Self::Show(Show { permit }) => {
                let answer = ask!(session.quotas()?, get_permit, GetPermitRequest { permit })?;
                let permit = required(answer.permit, "permit")?;
                Ok(Answer::of(&view::value(PERMIT, &permit)?)?
                    .table(&COLUMNS, vec![row(&permit, session.lang)]))
            }
        }
    }
}

impl List {
    async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.quotas()?;
        let permits = pages(self.limit, async |page| {
            let message = ListPermitsRequest {
                page_size: page.size,
                page_token: page.token,
                institution_id: self.institution.clone(),
            };
            ask!(&client, list_permits, message).map(|answer| (answer.permits, answer.next_page_token))
        })
        .await?;
        let rows = permits.iter().map(|permit| row(permit, session.lang)).collect();
        Ok(Answer::of(&view::values(PERMIT, &permits)?)?.table(&COLUMNS, rows))
    }
}

fn row(permit: &Message, lang: Lang) -> Vec<String> {
    let institution = permit.bucket.as_ref().map(|bucket| bucket.institution_id.clone()).unwrap_or_default();
    vec![
        permit.doc_no.clone(),
        institution,
        wording::bucket(permit.bucket.as_ref(), lang),
        wording::code(&permit.channel, codes::Channel::label, lang),
        permit.quantity.to_string(),
        permit.used.to_string(),
        moment::day(permit.valid_to.as_ref()),
        wording::permit_state(permit.state()).in_lang(lang).to_owned(),
        permit.pins.to_string(),
        permit.case_id.clone(),
        permit.id.clone(),
    ]
}

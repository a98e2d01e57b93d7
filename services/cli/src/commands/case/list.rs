//! `case list`.

use clap::Args;
use proto::workflow::v1::{CaseState, ListCasesRequest};

use super::table;
use crate::answer::{Answer, Section};
use crate::ask::{ask, pages};
use crate::failure::Failure;
use crate::session::Session;
use crate::view;

/// Arguments of `case list`.
#[derive(Debug, Args)]
pub struct List {
    /// Only cases in this state, e.g. SUBMITTED.
    #[arg(long, value_parser = state)]
    state: Option<CaseState>,
    /// Only this item.
    #[arg(long, default_value = "")]
    item: String,
    /// Only what your own desk or unit holds (待办).
    #[arg(long)]
    mine: bool,
    /// At most so many.
    #[arg(long, default_value_t = 200)]
    limit: u32,
}

fn state(text: &str) -> Result<CaseState, String> {
    CaseState::from_str_name(&format!("CASE_STATE_{}", text.to_ascii_uppercase()))
        .filter(|state| *state != CaseState::Unspecified)
        .ok_or_else(|| {
            "not a state of a case: DRAFT, DEPT_PENDING, SUBMITTED, ACCEPTED, IN_REVIEW, …".to_owned()
        })
}

impl List {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.cases()?;
        let cases = pages(self.limit, async |page| {
            let message = ListCasesRequest {
                page_size: page.size,
                page_token: page.token,
                state: self.state.unwrap_or_default().into(),
                item: self.item.clone(),
                mine: self.mine,
            };
            ask!(&client, list_cases, message).map(|answer| (answer.cases, answer.next_page_token))
        })
        .await?;
        let section = Section { lines: Vec::new(), table: table::of(&cases, session.lang) };
        Ok(Answer::of(&view::values(table::CASE, &cases)?)?.section(section))
    }
}

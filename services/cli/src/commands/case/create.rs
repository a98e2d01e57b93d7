//! `case create` and `case update`.

use std::path::PathBuf;

use clap::Args;
use proto::workflow::v1::{Case, CreateCaseRequest, UpdateCaseRequest};

use super::seen::{Asked, Seen};
use super::{form, table};
use crate::answer::Answer;
use crate::ask::{ask, required};
use crate::failure::Failure;
use crate::session::Session;

/// Arguments of `case create`.
#[derive(Debug, Args)]
pub struct Create {
    /// The item (事项): quota_use or entry.
    item: String,
    /// The form, YAML or JSON; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    form: PathBuf,
    /// Sub-type of the item, where it has any.
    #[arg(long, default_value = "")]
    sub_type: String,
}

/// Arguments of `case update`.
#[derive(Debug, Args)]
pub struct Update {
    #[command(flatten)]
    seen: Seen,
    /// The new form, YAML or JSON; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    form: PathBuf,
}

impl Create {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let form = form::read(&self.form)?;
        if form::item(&form) != self.item {
            return Err(Failure::usage(
                format!("表单是{},不是{}", form::item(&form), self.item),
                format!("the form is of {}, not of {}", form::item(&form), self.item),
            ));
        }
        let message = CreateCaseRequest {
            request_id: session.request_id(),
            item: self.item,
            sub_type: self.sub_type,
            form: Some(form),
        };
        let answer = ask!(session.cases()?, create_case, message)?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

impl Update {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let form = form::read(&self.form)?;
        let client = session.cases()?;
        let update = async |Asked { request_id, case_id, etag }| {
            let case = Case { id: case_id, etag, form: Some(form.clone()), ..Case::default() };
            let update_mask = Some(prost_types::FieldMask { paths: vec!["form".to_owned()] });
            let message = UpdateCaseRequest { request_id, case: Some(case), update_mask };
            ask!(&client, update_case, message)
        };
        let answer = self.seen.ask(session, update).await?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

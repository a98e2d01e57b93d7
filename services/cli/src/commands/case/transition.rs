//! The steps of a case: each asks for one transition, and shows the case.

use clap::Args;
use proto::workflow::v1::{
    AcceptCaseRequest, ApprovalOutcome, ApproveCaseRequest, ForwardCaseRequest, RefuseCaseRequest,
    ReturnCaseRequest, ReviewCaseRequest, SubmitCaseRequest, WithdrawCaseRequest,
};

use super::seen::{Asked, Seen};
use super::table;
use crate::answer::{Answer, Section, Table};
use crate::ask::{ask, required};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;
use crate::wording;

/// Arguments of `case forward`.
#[derive(Debug, Args)]
pub struct Forward {
    #[command(flatten)]
    seen: Seen,
}

/// Arguments of `case submit`.
#[derive(Debug, Args)]
pub struct Submit {
    #[command(flatten)]
    seen: Seen,
}

/// Arguments of `case accept`.
#[derive(Debug, Args)]
pub struct Accept {
    #[command(flatten)]
    seen: Seen,
    /// Remark for the timeline.
    #[arg(long, default_value = "")]
    remark: String,
}

/// Arguments of `case review`.
#[derive(Debug, Args)]
pub struct Review {
    #[command(flatten)]
    seen: Seen,
    /// Legal basis or remark.
    #[arg(long, default_value = "")]
    basis: String,
}

/// Arguments of `case approve`.
#[derive(Debug, Args)]
pub struct Approve {
    #[command(flatten)]
    seen: Seen,
    /// Legal basis of the decision.
    #[arg(long)]
    basis: String,
}

/// Arguments of `case return`.
#[derive(Debug, Args)]
pub struct Return {
    #[command(flatten)]
    seen: Seen,
    /// A defect to be corrected; give the option once for each, all at once (一次性告知).
    #[arg(long = "defect", required = true, value_name = "TEXT")]
    defects: Vec<String>,
}

/// Arguments of `case refuse`.
#[derive(Debug, Args)]
pub struct Refuse {
    #[command(flatten)]
    seen: Seen,
    /// Reason and legal basis.
    #[arg(long)]
    reason: String,
}

/// Arguments of `case withdraw`.
#[derive(Debug, Args)]
pub struct Withdraw {
    #[command(flatten)]
    seen: Seen,
    /// Reason.
    #[arg(long)]
    reason: String,
}

impl Forward {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.cases()?;
        let forward = async |Asked { request_id, case_id, etag }| {
            let message = ForwardCaseRequest { request_id, case_id, etag };
            ask!(&client, forward_case, message)
        };
        let answer = self.seen.ask(session, forward).await?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

impl Submit {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.cases()?;
        let submit = async |Asked { request_id, case_id, etag }| {
            let message = SubmitCaseRequest { request_id, case_id, etag };
            ask!(&client, submit_case, message)
        };
        let answer = self.seen.ask(session, submit).await?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

impl Accept {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.cases()?;
        let accept = async |Asked { request_id, case_id, etag }| {
            let message = AcceptCaseRequest { request_id, case_id, etag, remark: self.remark.clone() };
            ask!(&client, accept_case, message)
        };
        let answer = self.seen.ask(session, accept).await?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

impl Review {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.cases()?;
        let review = async |Asked { request_id, case_id, etag }| {
            let message = ReviewCaseRequest { request_id, case_id, etag, basis: self.basis.clone() };
            ask!(&client, review_case, message)
        };
        let answer = self.seen.ask(session, review).await?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

impl Approve {
    /// An approval that the registry refused is no success, though it was answered.
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.cases()?;
        let approve = async |Asked { request_id, case_id, etag }| {
            let message = ApproveCaseRequest { request_id, case_id, etag, basis: self.basis.clone() };
            ask!(&client, approve_case, message)
        };
        let answer = self.seen.ask(session, approve).await?;
        let outcome = answer.outcome();
        let case = required(answer.case, "case")?;
        let mut shown = table::after_step(&case, session.lang)?;
        let lines = vec![wording::outcome(outcome).in_lang(session.lang).to_owned()];
        shown.sections.insert(0, Section { lines, table: Table::default() });
        let name = outcome.as_str_name().trim_start_matches("APPROVAL_OUTCOME_");
        shown.value = serde_json::json!({ "outcome": name, "case": shown.value });
        Ok(match outcome {
            ApprovalOutcome::Completed | ApprovalOutcome::EffectsPending => shown,
            ApprovalOutcome::BackInReview | ApprovalOutcome::Unspecified => shown.ending(Exit::Failed),
        })
    }
}

impl Return {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.cases()?;
        let give_back = async |Asked { request_id, case_id, etag }| {
            let message = ReturnCaseRequest { request_id, case_id, etag, defects: self.defects.clone() };
            ask!(&client, return_case, message)
        };
        let answer = self.seen.ask(session, give_back).await?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

impl Refuse {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.cases()?;
        let refuse = async |Asked { request_id, case_id, etag }| {
            let message = RefuseCaseRequest { request_id, case_id, etag, reason: self.reason.clone() };
            ask!(&client, refuse_case, message)
        };
        let answer = self.seen.ask(session, refuse).await?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

impl Withdraw {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.cases()?;
        let withdraw = async |Asked { request_id, case_id, etag }| {
            let message = WithdrawCaseRequest { request_id, case_id, etag, reason: self.reason.clone() };
            ask!(&client, withdraw_case, message)
        };
        let answer = self.seen.ask(session, withdraw).await?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

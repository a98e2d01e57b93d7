//! The steps of a case: each reads the etag unless it is given, asks for one transition, and shows the case.

use clap::Args;
use proto::workflow::v1::{
    AcceptCaseRequest, ApprovalOutcome, ApproveCaseRequest, ForwardCaseRequest, RefuseCaseRequest,
    ReturnCaseRequest, ReviewCaseRequest, SubmitCaseRequest, WithdrawCaseRequest,
};

use super::create::etag;
use super::table;
use crate::answer::{Answer, Section, Table};
use crate::ask::{ask, required};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;
use crate::wording;

/// Which case, as it was seen.
#[derive(Debug, Args)]
pub(super) struct Seen {
    /// Case number.
    id: String,
    /// The etag you saw; read anew if left out.
    #[arg(long)]
    etag: Option<String>,
}

impl Seen {
    /// The request id, case id and etag of a transition.
    async fn at(self, session: &Session) -> Result<(String, String, String), Box<Failure>> {
        let etag = etag(session, &self.id, self.etag).await?;
        Ok((session.request_id(), self.id, etag))
    }
}

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
        let (request_id, case_id, etag) = self.seen.at(session).await?;
        let message = ForwardCaseRequest { request_id, case_id, etag };
        let answer = ask!(session.cases()?, forward_case, message)?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

impl Submit {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let (request_id, case_id, etag) = self.seen.at(session).await?;
        let message = SubmitCaseRequest { request_id, case_id, etag };
        let answer = ask!(session.cases()?, submit_case, message)?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

impl Accept {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let (request_id, case_id, etag) = self.seen.at(session).await?;
        let message = AcceptCaseRequest { request_id, case_id, etag, remark: self.remark };
        let answer = ask!(session.cases()?, accept_case, message)?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

impl Review {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let (request_id, case_id, etag) = self.seen.at(session).await?;
        let message = ReviewCaseRequest { request_id, case_id, etag, basis: self.basis };
        let answer = ask!(session.cases()?, review_case, message)?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

impl Approve {
    /// An approval that the registry refused is no success, though it was answered.
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let (request_id, case_id, etag) = self.seen.at(session).await?;
        let message = ApproveCaseRequest { request_id, case_id, etag, basis: self.basis };
        let answer = ask!(session.cases()?, approve_case, message)?;
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
        let (request_id, case_id, etag) = self.seen.at(session).await?;
        let message = ReturnCaseRequest { request_id, case_id, etag, defects: self.defects };
        let answer = ask!(session.cases()?, return_case, message)?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

impl Refuse {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let (request_id, case_id, etag) = self.seen.at(session).await?;
        let message = RefuseCaseRequest { request_id, case_id, etag, reason: self.reason };
        let answer = ask!(session.cases()?, refuse_case, message)?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

impl Withdraw {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let (request_id, case_id, etag) = self.seen.at(session).await?;
        let message = WithdrawCaseRequest { request_id, case_id, etag, reason: self.reason };
        let answer = ask!(session.cases()?, withdraw_case, message)?;
        table::after_step(&required(answer.case, "case")?, session.lang)
    }
}

//! `case opine`: the opinion of the caller's department on exactly what it sees now.

use clap::{Args, ValueEnum};
use proto::bridge::v1::{GetReviewRequest, GiveOpinionRequest, OpinionVerdict};

use super::reviews;
use crate::answer::Answer;
use crate::ask::{ask, required};
use crate::failure::Failure;
use crate::session::Session;

/// Arguments of `case opine`.
#[derive(Debug, Args)]
pub struct Opine {
    /// Case number.
    id: String,
    /// The opinion.
    #[arg(value_enum)]
    verdict: Verdict,
    /// Why; needed to disagree.
    #[arg(long, default_value = "")]
    reason: String,
    /// SM3 of the form you looked at; that of the present form if left out.
    #[arg(long)]
    seen: Option<String>,
}

/// What a department may say.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Verdict {
    /// 同意
    Agree,
    /// 不同意
    Disagree,
}

impl Opine {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let asked = GetReviewRequest { case_id: self.id.clone(), case_version: 0 };
        let review = required(ask!(session.reviews()?, get_review, asked)?.review, "review")?;
        let verdict = match self.verdict {
            Verdict::Agree => OpinionVerdict::Agree,
            Verdict::Disagree => OpinionVerdict::Disagree,
        };
        let message = GiveOpinionRequest {
            request_id: session.request_id(),
            case_id: self.id,
            case_version: review.case_version,
            verdict: verdict.into(),
            reason: self.reason,
            seen_hash: self.seen.unwrap_or(review.form_hash),
        };
        let review = required(ask!(session.reviews()?, give_opinion, message)?.review, "review")?;
        reviews::one(&review, session)
    }
}

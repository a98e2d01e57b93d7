//! `case reviews`: where the caller's department is asked.

use clap::Args;
use codes::Lang;
use proto::bridge::v1::{ListReviewsRequest, Review};

use crate::answer::{Answer, Column, column, wide};
use crate::ask::{ask, pages};
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, view, wording};

const REVIEW: &str = "bianzhi.bridge.v1.Review";

/// Arguments of `case reviews`.
#[derive(Debug, Args)]
pub struct Reviews {
    /// Only those that wait for your department.
    #[arg(long)]
    pending: bool,
    /// At most so many.
    #[arg(long, default_value_t = 200)]
    limit: u32,
}

const COLUMNS: [Column; 9] = [
    column("case_id", "办件编号", "case"),
    column("case_version", "版次", "version"),
    column("unit_id", "单位", "unit"),
    column("state", "审查状态", "review"),
    column("department", "部门", "department"),
    column("verdict", "意见", "verdict"),
    column("due_time", "到期", "due"),
    column("give_time", "时间", "given"),
    wide("form_hash", "表单SM3", "form SM3"),
];

impl Reviews {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.reviews()?;
        let reviews = pages(self.limit, async |page| {
            let message =
                ListReviewsRequest { page_size: page.size, page_token: page.token, pending: self.pending };
            ask!(&client, list_reviews, message).map(|answer| (answer.reviews, answer.next_page_token))
        })
        .await?;
        let rows = reviews.iter().flat_map(|review| rows(review, session.lang)).collect();
        Ok(Answer::of(&view::values(REVIEW, &reviews)?)?.table(&COLUMNS, rows))
    }
}

/// One review.
pub(super) fn one(review: &Review, session: &Session) -> Result<Answer, Box<Failure>> {
    Ok(Answer::of(&view::value(REVIEW, review)?)?.table(&COLUMNS, rows(review, session.lang)))
}

/// One row per department asked.
fn rows(review: &Review, lang: Lang) -> Vec<Vec<String>> {
    let row = |opinion: &proto::bridge::v1::Opinion| {
        vec![
            review.case_id.clone(),
            review.case_version.to_string(),
            review.unit_id.clone(),
            wording::review_state(review.state()).in_lang(lang).to_owned(),
            wording::department(&opinion.department, lang).to_owned(),
            wording::verdict(opinion.verdict()).in_lang(lang).to_owned(),
            moment::minute(opinion.due_time.as_ref()),
            moment::minute(opinion.give_time.as_ref()),
            review.form_hash.clone(),
        ]
    };
    review.opinions.iter().map(row).collect()
}

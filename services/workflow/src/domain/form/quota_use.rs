//! A request to use vacant seats (用编核准, domain.md §3.2).

use codes::{Channel, Education, PersonCategory};
use kernel::error::Violation;
use serde::{Deserialize, Serialize};
use time::Date;

use super::reading::{RawPostLine, RawQuotaUse, Reader};
use super::{Bucket, Form, json};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuotaUse {
    /// The bucket whose seats are asked for.
    pub bucket: Bucket,
    /// Channel (进人渠道).
    pub channel: Channel,
    /// Seats, 1–10000.
    pub quantity: i32,
    /// What the seats are for; their quantities add up to `quantity`.
    pub posts: Vec<PostLine>,
    /// When the unit plans to have recruited.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "json::date::option")]
    pub planned_date: Option<Date>,
    /// Why; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub justification: String,
}

/// Seats for one kind of post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PostLine {
    /// Division id; empty for the unit itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub division_id: String,
    /// Post (岗位).
    pub post: String,
    /// Person category (人员类别).
    pub category: PersonCategory,
    /// Lowest education asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub education: Option<Education>,
    /// Seats.
    pub quantity: i32,
}

impl Form {
    /// Reads a request to use seats as it was typed.
    ///
    /// # Errors
    /// Every defect at once.
    pub fn quota_use(typed: &RawQuotaUse) -> Result<Self, Vec<Violation>> {
        let mut reader = Reader::of("form.quota_use");
        let form = read(&mut reader, typed);
        reader.finish(form.map(Self::QuotaUse))
    }
}

fn read(reader: &mut Reader, typed: &RawQuotaUse) -> Option<QuotaUse> {
    let bucket = reader.bucket(&typed.bucket);
    let channel: Option<Channel> = reader.code("channel", &typed.channel);
    if channel.is_some_and(Channel::is_exempt_from_permit) {
        // Q6: leaders enter on the appointment document, reforms and corrections on their decision.
        reader.violation("channel", "该渠道不需要用编核准", "no permit is asked for by this channel");
    }
    let quantity = reader.seats("quantity", typed.quantity);
    let posts = posts(reader, typed, bucket.as_ref());
    let planned_date = reader.optional_date("planned_date", typed.planned_date);
    let justification = reader.text("justification", &typed.justification, 0, 2000);
    Some(QuotaUse {
        bucket: bucket?,
        channel: channel?,
        quantity: quantity?,
        posts: posts?,
        planned_date: planned_date?,
        justification: justification?,
    })
}

fn posts(reader: &mut Reader, typed: &RawQuotaUse, bucket: Option<&Bucket>) -> Option<Vec<PostLine>> {
    let read: Vec<Option<PostLine>> =
        typed.posts.iter().enumerate().map(|(at, line)| post(reader, at, line, bucket)).collect();
    let sum: i64 = typed.posts.iter().map(|line| i64::from(line.quantity)).sum();
    if typed.posts.is_empty() {
        reader.violation("posts", "请列明岗位需求", "must say what the seats are for");
    } else if sum != i64::from(typed.quantity) {
        let (zh, en) = ("各岗位数量之和应等于申请数量", "quantities must add up to the quantity asked for");
        reader.violation("posts", zh, en);
    }
    read.into_iter().collect()
}

fn post(reader: &mut Reader, at: usize, line: &RawPostLine, bucket: Option<&Bucket>) -> Option<PostLine> {
    let field = |name: &str| format!("posts[{at}].{name}");
    let division_id = reader.text(&field("division_id"), &line.division_id, 0, 64);
    let post = reader.text(&field("post"), &line.post, 1, 100);
    let category: Option<PersonCategory> = reader.code(&field("category"), &line.category);
    if let (Some(category), Some(bucket)) = (category, bucket)
        && !category.may_occupy(bucket.quota_type)
    {
        let zh = format!("{}不得使用{}", category.label().zh, bucket.quota_type.label().zh);
        let en = format!("{category} may not take {} seats (Decree 486 Art. 15)", bucket.quota_type);
        reader.violation(&field("category"), zh, en);
    }
    let education = reader.optional_code(&field("education"), &line.education);
    let quantity = reader.seats(&field("quantity"), line.quantity);
    Some(PostLine {
        division_id: division_id?,
        post: post?,
        category: category?,
        education: education?,
        quantity: quantity?,
    })
}

#[cfg(test)]
mod tests {
    use codes::Funding;

    use super::*;
    use crate::domain::reading::{RawBucket, RawDate};

    fn typed() -> RawQuotaUse {
        let line = RawPostLine {
            post: "高中语文教师".into(),
            category: "INST_PROFESSIONAL".into(),
            quantity: 2,
            ..RawPostLine::default()
        };
        RawQuotaUse {
            bucket: RawBucket {
                institution_id: "sch".into(),
                quota_type: "INST".into(),
                funding: Some(Funding::Full),
            },
            channel: "OPEN_RECRUIT".into(),
            quantity: 2,
            posts: vec![line],
            planned_date: RawDate::Given(time::macros::date!(2026 - 09 - 01)),
            justification: String::new(),
        }
    }

    #[test]
    fn a_form_writes_itself_in_the_names_of_the_contract() {
        let form = Form::quota_use(&typed()).unwrap();

        let json = serde_json::json!({"quotaUse": {
            "bucket": {"institutionId": "sch", "quotaType": "INST", "funding": "FUNDING_FULL"},
            "channel": "OPEN_RECRUIT",
            "quantity": 2,
            "posts": [{"post": "高中语文教师", "category": "INST_PROFESSIONAL", "quantity": 2}],
            "plannedDate": {"year": 2026, "month": 9, "day": 1},
        }});
        assert_eq!(serde_json::to_value(&form).unwrap(), json);
        assert_eq!(serde_json::from_value::<Form>(json).unwrap(), form);
    }

    #[test]
    fn every_defect_comes_at_once() {
        let mut typed = typed();
        typed.bucket.funding = None;
        typed.channel = "APPOINTED_LEADER".into();
        typed.quantity = 3;
        typed.posts[0].post = " ".into();
        typed.posts[0].category = "CIVIL_SERVANT".into();
        typed.planned_date = RawDate::Invalid;

        let violations = Form::quota_use(&typed).unwrap_err();

        let fields: Vec<_> = violations.iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "form.quota_use.bucket.funding",
                "form.quota_use.channel",
                "form.quota_use.posts[0].post",
                "form.quota_use.posts",
                "form.quota_use.planned_date",
            ]
        );
    }
}

//! Forms: `bianzhi.type.v1.ProposedChange` ↔ domain.

use codes::Funding;
use kernel::error::Violation;
use proto::google::r#type::Date as DatePb;
use proto::moment;
use proto::r#type::v1 as pb;
use proto::r#type::v1::proposed_change::Change;

use crate::domain::reading::{RawBucket, RawDate, RawEntry, RawPerson, RawPostLine, RawQuotaUse};
use crate::domain::{Bucket, Entry, EntryPerson, Form, PostLine, QuotaUse};

/// A form as other houses and clients see it.
pub fn proposed_change(form: &Form) -> pb::ProposedChange {
    let change = match form {
        Form::QuotaUse(form) => Change::QuotaUse(quota_use(form)),
        Form::Entry(form) => Change::Entry(entry(form)),
    };
    pb::ProposedChange { change: Some(change) }
}

/// Reads a form.
///
/// # Errors
/// Every defect at once.
pub fn read_form(form: Option<pb::ProposedChange>) -> Result<Form, Vec<Violation>> {
    match form.and_then(|form| form.change) {
        Some(Change::QuotaUse(form)) => Form::quota_use(&raw_quota_use(form)),
        Some(Change::Entry(form)) => Form::entry(&raw_entry(form)),
        None => Err(vec![Violation::new("form", "请填写业务表单", "must be given")]),
    }
}

fn quota_use(form: &QuotaUse) -> pb::QuotaUse {
    pb::QuotaUse {
        bucket: Some(bucket(&form.bucket)),
        channel: form.channel.code().to_owned(),
        quantity: form.quantity,
        posts: form.posts.iter().map(post_line).collect(),
        planned_date: form.planned_date.map(moment::date),
        justification: form.justification.clone(),
    }
}

fn post_line(line: &PostLine) -> pb::PostLine {
    pb::PostLine {
        division_id: line.division_id.clone(),
        post: line.post.clone(),
        category: line.category.code().to_owned(),
        education: line.education.map(|education| education.code().to_owned()).unwrap_or_default(),
        quantity: line.quantity,
    }
}

fn entry(form: &Entry) -> pb::Entry {
    pb::Entry {
        bucket: Some(bucket(&form.bucket)),
        permit: form.permit.clone(),
        channel: form.channel.code().to_owned(),
        person: Some(person(&form.person)),
        division_id: form.division_id.clone(),
        post: form.post.clone(),
        post_level: form.post_level.clone(),
        category: form.category.code().to_owned(),
        effective_date: Some(moment::date(form.effective_date)),
        previous_unit: form.previous_unit.clone(),
    }
}

fn person(person: &EntryPerson) -> pb::EntryPerson {
    pb::EntryPerson {
        name: person.name.clone(),
        id_number: person.id_number.expose().to_owned(),
        sex: person.sex.code().to_owned(),
        birth_date: Some(moment::date(person.birth_date)),
        ethnicity: person.ethnicity.code().to_owned(),
        education: person.education.code().to_owned(),
        political_status: person.political_status.code().to_owned(),
        retirement_class: person.retirement_class.code().to_owned(),
    }
}

fn bucket(bucket: &Bucket) -> pb::Bucket {
    let funding = match bucket.funding {
        Funding::Full => pb::Funding::Full,
        Funding::Partial => pb::Funding::Partial,
        Funding::SelfFunded => pb::Funding::Self_,
    };
    pb::Bucket {
        institution_id: bucket.institution_id.clone(),
        quota_type: bucket.quota_type.code().to_owned(),
        funding: funding.into(),
    }
}

fn raw_quota_use(form: pb::QuotaUse) -> RawQuotaUse {
    let line = |line: pb::PostLine| RawPostLine {
        division_id: line.division_id,
        post: line.post,
        category: line.category,
        education: line.education,
        quantity: line.quantity,
    };
    RawQuotaUse {
        bucket: raw_bucket(form.bucket.unwrap_or_default()),
        channel: form.channel,
        quantity: form.quantity,
        posts: form.posts.into_iter().map(line).collect(),
        planned_date: raw_date(form.planned_date),
        justification: form.justification,
    }
}

fn raw_entry(form: pb::Entry) -> RawEntry {
    let person = form.person.unwrap_or_default();
    RawEntry {
        bucket: raw_bucket(form.bucket.unwrap_or_default()),
        permit: form.permit,
        channel: form.channel,
        person: RawPerson {
            name: person.name,
            id_number: person.id_number,
            sex: person.sex,
            birth_date: raw_date(person.birth_date),
            ethnicity: person.ethnicity,
            education: person.education,
            political_status: person.political_status,
            retirement_class: person.retirement_class,
        },
        division_id: form.division_id,
        post: form.post,
        post_level: form.post_level,
        category: form.category,
        effective_date: raw_date(form.effective_date),
        previous_unit: form.previous_unit,
    }
}

fn raw_bucket(bucket: pb::Bucket) -> RawBucket {
    let funding = match bucket.funding() {
        pb::Funding::Unspecified => None,
        pb::Funding::Full => Some(Funding::Full),
        pb::Funding::Partial => Some(Funding::Partial),
        pb::Funding::Self_ => Some(Funding::SelfFunded),
    };
    RawBucket { institution_id: bucket.institution_id, quota_type: bucket.quota_type, funding }
}

fn raw_date(date: Option<DatePb>) -> RawDate {
    match date {
        None => RawDate::Missing,
        Some(date) => moment::read_date(date).map_or(RawDate::Invalid, RawDate::Given),
    }
}

//! Protobuf ↔ domain. Every defect of a request is named at once.

use kernel::error::Violation;
use policy::Principal;
use prost::Message;
use proto::bridge::v1 as pb;
use proto::moment;
use proto::r#type::v1 as shared;
use uuid::Uuid;

use crate::app::{Asked, CloseReview, Error, GiveOpinion, Giver, OpenReview, RedriveDelivery};
use crate::domain::{
    Bucket, Candidate, Delivery, DeliveryState, Department, Form, Opinion, RefusedMessage, Review,
    ReviewState, Verdict,
};

const REASON_LENGTH: usize = 2000;

pub(super) fn open_review(caller: &Principal, message: pb::OpenReviewRequest) -> Result<OpenReview, Error> {
    let request = asked_as(caller, &message.request_id, "OpenReview", &message)?;
    let mut defects = Vec::new();
    let mut asked = Vec::with_capacity(message.departments.len());
    for (at, department) in message.departments.iter().enumerate() {
        match (Department::of(&department.department), department.due_time.and_then(moment::read_timestamp)) {
            (Some(known), Some(due_at)) => {
                asked.push(Asked { department: known, required: department.required, due_at });
            }
            _ => defects.push(Violation::new(
                format!("departments[{at}]"),
                "须为 org_dept 或 hr_bureau，并有 due_time",
                "must be org_dept or hr_bureau, with a due_time",
            )),
        }
    }
    if message.departments.is_empty() {
        defects.push(Violation::new("departments", "不能为空", "must name at least one department"));
    }
    let form = form(message.form, &mut defects);
    let (Some(form), true) = (form, defects.is_empty()) else { return Err(Error::Invalid(defects)) };
    Ok(OpenReview {
        request,
        case_id: message.case_id,
        case_version: message.case_version,
        form,
        form_hash: message.form_hash,
        unit_id: message.unit_id,
        area_code: message.area_code,
        asked,
        materials: message.materials.into_iter().map(|m| (m.kind, m.sha256, m.sm3)).collect(),
    })
}

pub(super) fn close_review(
    caller: &Principal,
    message: pb::CloseReviewRequest,
) -> Result<CloseReview, Error> {
    let request = asked_as(caller, &message.request_id, "CloseReview", &message)?;
    Ok(CloseReview { request, case_id: message.case_id, case_version: message.case_version })
}

pub(super) fn give_opinion(
    caller: &Principal,
    message: pb::GiveOpinionRequest,
) -> Result<GiveOpinion, Error> {
    let request = asked_as(caller, &message.request_id, "GiveOpinion", &message)?;
    let mut defects = Vec::new();
    let verdict = match message.verdict() {
        pb::OpinionVerdict::Agree => Some(Verdict::Agree),
        pb::OpinionVerdict::Disagree => Some(Verdict::Disagree),
        pb::OpinionVerdict::Unspecified | pb::OpinionVerdict::Pending | pb::OpinionVerdict::Void => None,
    };
    if verdict.is_none() {
        defects.push(Violation::new("verdict", "须为同意或不同意", "must be AGREE or DISAGREE"));
    }
    if message.reason.chars().count() > REASON_LENGTH {
        defects.push(Violation::new("reason", "最多 2000 字", "must have at most 2000 characters"));
    }
    let (Some(verdict), true, Some(actor)) = (verdict, defects.is_empty(), caller.actor()) else {
        return Err(Error::Invalid(defects));
    };
    Ok(GiveOpinion {
        giver: Giver::Operator(request),
        departments: [Department::OrgDept, Department::HrBureau]
            .into_iter()
            .filter(|department| caller.is_of(department.as_str()))
            .collect(),
        unit_id: actor.unit_id.clone(),
        case_id: message.case_id,
        case_version: message.case_version,
        verdict,
        reason: message.reason,
        seen_hash: message.seen_hash,
        actor,
    })
}

pub(super) fn review(review: &Review, form: Option<Form>) -> pb::Review {
    pb::Review {
        id: review.id.to_string(),
        case_id: review.case_id.clone(),
        case_version: review.case_version,
        state: match review.state {
            ReviewState::Open => pb::ReviewState::Open,
            ReviewState::Joined => pb::ReviewState::Joined,
            ReviewState::Disagreed => pb::ReviewState::Disagreed,
            ReviewState::Closed => pb::ReviewState::Closed,
        }
        .into(),
        form_hash: review.form_hash.clone(),
        form: form.map(entry),
        opinions: review.opinions.iter().map(opinion).collect(),
        open_time: Some(moment::timestamp(review.opened_at)),
        unit_id: review.unit_id.clone(),
    }
}

fn opinion(opinion: &Opinion) -> pb::Opinion {
    let answer = opinion.answer.as_ref();
    pb::Opinion {
        department: opinion.department.as_str().to_owned(),
        unit_id: opinion.unit_id.clone(),
        required: opinion.required,
        verdict: match answer.map(|answer| answer.verdict) {
            None => pb::OpinionVerdict::Pending,
            Some(Verdict::Agree) => pb::OpinionVerdict::Agree,
            Some(Verdict::Disagree) => pb::OpinionVerdict::Disagree,
        }
        .into(),
        reason: answer.map(|answer| answer.reason.clone()).unwrap_or_default(),
        seen_hash: answer.map(|answer| answer.seen_hash.clone()).unwrap_or_default(),
        give_time: answer.map(|answer| moment::timestamp(answer.given_at)),
        actor: answer.map(|answer| (&answer.actor).into()),
        due_time: Some(moment::timestamp(opinion.due_at)),
    }
}

pub(super) fn delivery(delivery: &Delivery) -> pb::Delivery {
    pb::Delivery {
        event_id: delivery.event_id.to_string(),
        partner_id: delivery.partner_id.clone(),
        sequence: delivery.sequence.unwrap_or_default(),
        case_id: delivery.case_id.clone(),
        r#type: delivery.event_type.clone(),
        state: match delivery.state {
            DeliveryState::Waiting => pb::DeliveryState::Waiting,
            DeliveryState::Sent => pb::DeliveryState::Sent,
            DeliveryState::Received => pb::DeliveryState::Received,
            DeliveryState::Validated => pb::DeliveryState::Validated,
            DeliveryState::Applied => pb::DeliveryState::Applied,
            DeliveryState::Parked => pb::DeliveryState::Parked,
        }
        .into(),
        send_time: Some(moment::timestamp(delivery.sent_at)),
        apply_time: delivery.applied_at.map(moment::timestamp),
        partner_record: delivery.partner_record.clone(),
        trace_id: delivery.trace_id.clone(),
        problem: delivery.problem.clone(),
        key: delivery.key.clone(),
        attempt: delivery.attempt,
        etag: delivery.etag(),
        receipts: delivery.receipts.iter().map(|kind| kind.as_str().to_owned()).collect(),
    }
}

pub(super) fn redrive_delivery(
    caller: &Principal,
    message: pb::RedriveDeliveryRequest,
) -> Result<RedriveDelivery, Error> {
    let request = asked_as(caller, &message.request_id, "RedriveDelivery", &message)?;
    let event_id =
        optional_event_id(&message.event_id)?.ok_or_else(|| Error::Invalid(vec![no_event_id()]))?;
    let actor = caller.actor().ok_or_else(|| Error::Invalid(Vec::new()))?;
    Ok(RedriveDelivery { request, event_id, etag: message.etag, actor })
}

/// The event id of a message to a partner; none where the field is empty.
pub(super) fn optional_event_id(text: &str) -> Result<Option<Uuid>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Error::Invalid(vec![no_event_id()]))
}

fn no_event_id() -> Violation {
    Violation::new("event_id", "须为事件编号（UUID）", "must be an event id (UUID)")
}

pub(super) fn refused_message(refused: RefusedMessage) -> pb::RefusedMessage {
    pb::RefusedMessage {
        number: refused.number,
        partner_id: refused.partner_id,
        topic: refused.topic,
        event_id: refused.event_id,
        r#type: refused.event_type,
        reason: refused.reason,
        signer: refused.signer,
        sha256: data_encoding::HEXLOWER.encode(&refused.seen_hash),
        refuse_time: Some(moment::timestamp(refused.refused_at)),
    }
}

fn form(message: Option<shared::ProposedChange>, defects: &mut Vec<Violation>) -> Option<Form> {
    let Some(shared::proposed_change::Change::Entry(entry)) = message.and_then(|form| form.change) else {
        defects.push(Violation::new("form", "须为上编表单", "must be an entry"));
        return None;
    };
    let bucket = entry.bucket.and_then(|bucket| {
        let funding = funding(bucket.funding())?;
        Some(Bucket { institution_id: bucket.institution_id, quota_type: bucket.quota_type, funding })
    });
    if bucket.is_none() {
        defects.push(Violation::new("form.entry.bucket", "不能为空", "must be set, with its funding"));
    }
    let effective_date = entry.effective_date.and_then(moment::read_date);
    if effective_date.is_none() {
        defects.push(Violation::new("form.entry.effective_date", "须为日期", "must be a date"));
    }
    let person = entry.person.unwrap_or_default();
    let birth_date = person.birth_date.and_then(moment::read_date);
    if birth_date.is_none() {
        defects.push(Violation::new("form.entry.person.birth_date", "须为日期", "must be a date"));
    }
    Some(Form {
        bucket: bucket?,
        permit: entry.permit,
        channel: entry.channel,
        person: Candidate {
            name: person.name,
            id_number: person.id_number,
            sex: person.sex,
            birth_date: birth_date?,
            ethnicity: person.ethnicity,
            education: person.education,
            political_status: person.political_status,
            retirement_class: person.retirement_class,
        },
        division_id: entry.division_id,
        post: entry.post,
        post_level: entry.post_level,
        category: entry.category,
        effective_date: effective_date?,
        previous_unit: entry.previous_unit,
    })
}

fn entry(form: Form) -> shared::ProposedChange {
    let person = form.person;
    let entry = shared::Entry {
        bucket: Some(shared::Bucket {
            institution_id: form.bucket.institution_id,
            quota_type: form.bucket.quota_type,
            funding: match form.bucket.funding.as_str() {
                "full" => shared::Funding::Full,
                "partial" => shared::Funding::Partial,
                "self" => shared::Funding::Self_,
                _ => shared::Funding::Unspecified,
            }
            .into(),
        }),
        permit: form.permit,
        channel: form.channel,
        person: Some(shared::EntryPerson {
            name: person.name,
            id_number: person.id_number,
            sex: person.sex,
            birth_date: Some(moment::date(person.birth_date)),
            ethnicity: person.ethnicity,
            education: person.education,
            political_status: person.political_status,
            retirement_class: person.retirement_class,
        }),
        division_id: form.division_id,
        post: form.post,
        post_level: form.post_level,
        category: form.category,
        effective_date: Some(moment::date(form.effective_date)),
        previous_unit: form.previous_unit,
    };
    shared::ProposedChange { change: Some(shared::proposed_change::Change::Entry(entry)) }
}

fn funding(funding: shared::Funding) -> Option<String> {
    match funding {
        shared::Funding::Unspecified => None,
        shared::Funding::Full => Some("full".to_owned()),
        shared::Funding::Partial => Some("partial".to_owned()),
        shared::Funding::Self_ => Some("self".to_owned()),
    }
}

fn asked_as(
    caller: &Principal,
    request_id: &str,
    method: &str,
    message: &impl Message,
) -> Result<command::Request, Error> {
    Ok(command::Request::new(&caller.id, request_id, method, &message.encode_to_vec())?)
}

//! The stored form of bridge's facts: what the relay will send, byte for byte.

use std::collections::BTreeMap;

use messaging::Body;
use messaging::outbox::{self, Fact, event_type};
use messaging::topics::{self, Topic};
use prost::Message;
use proto::bridge::v1 as pb;
use proto::moment;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::{Answer, Delivery, Opinion, Outgoing, Review, ReviewState, Verdict, joined};

pub(super) async fn review_opened(
    tx: &mut PgConnection,
    review: &Review,
    traceparent: Option<&str>,
) -> Result<(), db::Error> {
    let body = pb::ReviewOpened {
        case_id: review.case_id.clone(),
        case_version: review.case_version,
        departments: review.opinions.iter().map(|opinion| opinion.department.as_str().to_owned()).collect(),
        area_code: review.area_code.clone(),
        open_time: Some(moment::timestamp(review.opened_at)),
        limits: review.opinions.iter().map(limit).collect(),
    };
    let fact = about(&review.case_id, "review", "opened", "ReviewOpened", &body, review.opened_at);
    outbox::append(tx, &Fact { traceparent: traceparent.map(str::to_owned), ..fact }).await
}

fn limit(opinion: &Opinion) -> pb::OpinionLimit {
    pb::OpinionLimit {
        department: opinion.department.as_str().to_owned(),
        due_time: Some(moment::timestamp(opinion.due_at)),
    }
}

pub(super) async fn opinion_given(
    tx: &mut PgConnection,
    review: &Review,
    opinion: &Opinion,
    answer: &Answer,
) -> Result<(), db::Error> {
    let body = pb::OpinionGiven {
        case_id: review.case_id.clone(),
        case_version: review.case_version,
        opinion: Some(pb::Opinion {
            department: opinion.department.as_str().to_owned(),
            unit_id: opinion.unit_id.clone(),
            required: opinion.required,
            verdict: match answer.verdict {
                Verdict::Agree => pb::OpinionVerdict::Agree,
                Verdict::Disagree => pb::OpinionVerdict::Disagree,
            }
            .into(),
            reason: String::new(),
            seen_hash: answer.seen_hash.clone(),
            give_time: Some(moment::timestamp(answer.given_at)),
            actor: Some((&answer.actor).into()),
            due_time: Some(moment::timestamp(opinion.due_at)),
        }),
        review_state: review_state(joined(&review.opinions).unwrap_or(review.state)).into(),
    };
    let fact = about(&review.case_id, "opinion", "given", "OpinionGiven", &body, answer.given_at);
    outbox::append(tx, &fact).await
}

pub(super) async fn review_joined(
    tx: &mut PgConnection,
    review: &Review,
    to: ReviewState,
    now: OffsetDateTime,
) -> Result<(), db::Error> {
    let body = pb::ReviewJoined {
        case_id: review.case_id.clone(),
        case_version: review.case_version,
        state: review_state(to).into(),
    };
    outbox::append(tx, &about(&review.case_id, "review", "joined", "ReviewJoined", &body, now)).await
}

pub(super) async fn review_closed(
    tx: &mut PgConnection,
    review: &Review,
    now: OffsetDateTime,
) -> Result<(), db::Error> {
    let body = pb::ReviewClosed {
        case_id: review.case_id.clone(),
        case_version: review.case_version,
        close_time: Some(moment::timestamp(now)),
    };
    outbox::append(tx, &about(&review.case_id, "review", "closed", "ReviewClosed", &body, now)).await
}

pub(super) async fn delivery_applied(
    tx: &mut PgConnection,
    delivery: &Delivery,
    now: OffsetDateTime,
) -> Result<(), db::Error> {
    let body = pb::DeliveryApplied {
        event_id: delivery.event_id.to_string(),
        partner_id: delivery.partner_id.clone(),
        case_id: delivery.case_id.clone(),
        apply_time: delivery.applied_at.map(moment::timestamp),
    };
    outbox::append(tx, &about(&delivery.case_id, "delivery", "applied", "DeliveryApplied", &body, now)).await
}

/// Tells one partner, in its own topic. The same message told again differs in its `attempt` alone.
pub(super) async fn tell_partner(
    tx: &mut PgConnection,
    topic: Topic,
    sequence: i64,
    outgoing: &Outgoing,
) -> Result<(), db::Error> {
    let told = &outgoing.told;
    let fact = Fact {
        id: outgoing.event_id,
        topic,
        entity: "case".to_owned(),
        aggregate_id: outgoing.key.clone(),
        event_type: told.event_type.to_string(),
        data_schema: told.data_schema.to_string(),
        occurred_at: outgoing.told_at,
        recorded_at: outgoing.told_at,
        sequence: Some(sequence),
        extensions: BTreeMap::from([("attempt".to_owned(), outgoing.attempt.to_string())]),
        traceparent: outgoing.traceparent.clone(),
        body: Body::Json(told.data.clone()),
    };
    outbox::append(tx, &fact).await
}

fn about(
    case_id: &str,
    entity: &str,
    what: &str,
    message: &str,
    body: &impl Message,
    at: OffsetDateTime,
) -> Fact {
    Fact {
        id: Uuid::now_v7(),
        topic: topics::inside("bridge"),
        entity: entity.to_owned(),
        aggregate_id: case_id.to_owned(),
        event_type: event_type(entity, what),
        data_schema: format!("bianzhi.bridge.v1.{message}"),
        occurred_at: at,
        recorded_at: at,
        sequence: None,
        extensions: BTreeMap::new(),
        traceparent: None,
        body: Body::Protobuf(body.encode_to_vec()),
    }
}

fn review_state(state: ReviewState) -> pb::ReviewState {
    match state {
        ReviewState::Open => pb::ReviewState::Open,
        ReviewState::Joined => pb::ReviewState::Joined,
        ReviewState::Disagreed => pb::ReviewState::Disagreed,
        ReviewState::Closed => pb::ReviewState::Closed,
    }
}

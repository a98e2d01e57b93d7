//! What the world is told, as `bianzhi.workflow.v1` writes it. Ids and figures, no personal data.

use messaging::Body;
use messaging::outbox::{Fact, event_type};
use messaging::topics;
use prost::Message;
use proto::moment;
use proto::workflow::v1 as pb;
use time::OffsetDateTime;
use uuid::Uuid;

use super::Performer;
use crate::domain::{Case, Clock, Event, Holder, Tick};

/// The stored form of a fact: what the relay will send, byte for byte.
pub(super) fn fact(
    case: &Case,
    event: &Event,
    by: &Performer,
    occurred_at: OffsetDateTime,
    recorded_at: OffsetDateTime,
) -> Fact {
    let header = Some(header(case, by, occurred_at));
    let (name, message, bytes) = match event {
        Event::Forwarded => ("forwarded", "CaseForwarded", pb::CaseForwarded { header }.encode_to_vec()),
        Event::Submitted => ("submitted", "CaseSubmitted", pb::CaseSubmitted { header }.encode_to_vec()),
        Event::Accepted { due_at } => {
            let due_time = due_at.map(moment::timestamp);
            ("accepted", "CaseAccepted", pb::CaseAccepted { header, due_time }.encode_to_vec())
        }
        Event::Passed { desk } => {
            let desk = desk.code().to_owned();
            ("passed", "CasePassed", pb::CasePassed { header, desk }.encode_to_vec())
        }
        Event::Returned { defects } => {
            let defect_count = i32::try_from(*defects).unwrap_or(i32::MAX);
            ("returned", "CaseReturned", pb::CaseReturned { header, defect_count }.encode_to_vec())
        }
        Event::Approved => ("approved", "CaseApproved", pb::CaseApproved { header }.encode_to_vec()),
        Event::Ended { state } => {
            let state = (*state).to_owned();
            ("ended", "CaseEnded", pb::CaseEnded { header, state }.encode_to_vec())
        }
        Event::Completed { change_id, papers } => {
            let papers = papers.iter().map(|paper| pb::CompletedPaper {
                document_id: paper.document_id.to_string(),
                r#type: paper.r#type.code().to_owned(),
                doc_no: paper.doc_no.clone(),
                content_sm3: paper.content_sm3.clone(),
            });
            let (change_id, papers) = (change_id.to_string(), papers.collect());
            let completed = pb::CaseCompleted { header, change_id, papers };
            ("completed", "CaseCompleted", completed.encode_to_vec())
        }
    };
    Fact {
        id: Uuid::now_v7(),
        topic: topics::inside("workflow"),
        entity: "case".to_owned(),
        aggregate_id: case.id.to_string(),
        event_type: event_type("case", name),
        data_schema: format!("bianzhi.workflow.v1.{message}"),
        occurred_at,
        recorded_at,
        sequence: None,
        extensions: Default::default(),
        traceparent: by.traceparent.clone(),
        body: Body::Protobuf(bytes),
    }
}

fn header(case: &Case, by: &Performer, at: OffsetDateTime) -> pb::CaseHeader {
    pb::CaseHeader {
        case_id: case.id.to_string(),
        item: case.item.code().to_owned(),
        case_version: case.version,
        unit_id: case.unit_id.clone(),
        department_id: case.department_id.clone(),
        jurisdiction_id: case.jurisdiction_id.clone(),
        area_code: case.area_code.clone(),
        drafter_id: case.drafter.operator_id.clone(),
        submitter_id: case.submitter.as_ref().map(|actor| actor.operator_id.clone()).unwrap_or_default(),
        actor: Some((&by.actor).into()),
        time: Some(moment::timestamp(at)),
        clock: Some(clock(&case.clock)),
        holding_desk: match case.holder() {
            Holder::Desk(desk) => desk.code().to_owned(),
            Holder::Nobody | Holder::Applicant | Holder::Department => String::new(),
        },
    }
}

fn clock(clock: &Clock) -> pb::CaseClock {
    let tick = |tick: &Tick| pb::ClockTick {
        kind: tick.kind.code().to_owned(),
        time: Some(moment::timestamp(tick.at)),
    };
    pb::CaseClock { class: clock.limit.code().to_owned(), ticks: clock.ticks.iter().map(tick).collect() }
}

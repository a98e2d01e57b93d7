//! Facts as they are told → news.
use calendar::{Event, Limit, Pause};
use prost::Message;
use proto::bridge::v1 as bridge;
use proto::moment;
use proto::workflow::v1 as workflow;
use time::OffsetDateTime;

use crate::domain::{CaseClock, CaseRef, Change, Happening, News, Occasion, Side, Standing};

/// Why a fact can't be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("the body is not what its type says: {0}")]
    Body(#[from] prost::DecodeError),
    #[error("the fact names no case")]
    NoCase,
    #[error("a case can't end as `{0}`")]
    Side(String),
    #[error("a time is out of range, or not there")]
    Time,
    #[error("no clock has the class `{0}`")]
    Class(String),
    #[error("no clock ticks `{0}`")]
    Tick(String),
    #[error("the fact does not say which opinion")]
    NoOpinion,
}

/// What a fact means here; nothing for one that concerns nobody. `told_at` is when it happened, for a fact whose
/// body does not say.
pub(super) fn news(
    event_type: &str,
    body: &[u8],
    told_at: Option<OffsetDateTime>,
) -> Result<Option<News>, Unreadable> {
    match event_type {
        "cn.bianzhi.review.opened.v1" => opened(body).map(Some),
        "cn.bianzhi.opinion.given.v1" => given(body).map(Some),
        "cn.bianzhi.review.joined.v1" => {
            let fact = bridge::ReviewJoined::decode(body)?;
            let at = told_at.ok_or(Unreadable::Time)?;
            over(fact.case_id, fact.case_version, at).map(Some)
        }
        "cn.bianzhi.review.closed.v1" => {
            let fact = bridge::ReviewClosed::decode(body)?;
            over(fact.case_id, fact.case_version, required(fact.close_time)?).map(Some)
        }
        _ => of_a_case(event_type, body),
    }
}

fn of_a_case(event_type: &str, body: &[u8]) -> Result<Option<News>, Unreadable> {
    let (header, happening) = match event_type {
        "cn.bianzhi.case.forwarded.v1" => {
            (workflow::CaseForwarded::decode(body)?.header, Some(Happening::Forwarded))
        }
        "cn.bianzhi.case.submitted.v1" => {
            (workflow::CaseSubmitted::decode(body)?.header, Some(Happening::Submitted))
        }
        "cn.bianzhi.case.accepted.v1" => {
            let fact = workflow::CaseAccepted::decode(body)?;
            (fact.header, Some(Happening::Accepted { due_at: fact.due_time.map(instant).transpose()? }))
        }
        "cn.bianzhi.case.passed.v1" => {
            let fact = workflow::CasePassed::decode(body)?;
            (fact.header, Some(Happening::Passed { desk: fact.desk }))
        }
        "cn.bianzhi.case.returned.v1" => {
            let fact = workflow::CaseReturned::decode(body)?;
            (fact.header, Some(Happening::Returned { defect_count: fact.defect_count }))
        }
        "cn.bianzhi.case.approved.v1" => (workflow::CaseApproved::decode(body)?.header, None),
        "cn.bianzhi.case.completed.v1" => {
            let fact = workflow::CaseCompleted::decode(body)?;
            let numbers = fact.papers.into_iter().map(|paper| paper.doc_no).collect();
            (fact.header, Some(Happening::Completed { numbers }))
        }
        "cn.bianzhi.case.ended.v1" => {
            let fact = workflow::CaseEnded::decode(body)?;
            (fact.header, Some(Happening::Ended { side: side(fact.state)? }))
        }
        _ => return Ok(None),
    };
    let header = header.filter(|header| !header.case_id.is_empty()).ok_or(Unreadable::NoCase)?;
    let change = moved(&header)?;
    let case = case(header);
    let occasion = happening.map(|happening| Occasion::Case { case: case.clone(), happening });
    Ok(Some(News { case_id: case.case_id, occasion, change }))
}

fn opened(body: &[u8]) -> Result<News, Unreadable> {
    let bridge::ReviewOpened { case_id, case_version, departments, area_code, open_time, limits } =
        bridge::ReviewOpened::decode(body)?;
    if case_id.is_empty() {
        return Err(Unreadable::NoCase);
    }
    let change = match open_time {
        None => None,
        Some(open_time) => Some(Change::Asked {
            case_version,
            area_code: area_code.clone(),
            asked_at: instant(open_time)?,
            limits: limits.into_iter().map(limit).collect::<Result<_, _>>()?,
        }),
    };
    let occasion = Occasion::OpinionAsked {
        case_id: case_id.clone(),
        departments: departments.into_iter().collect(),
        area_code,
    };
    Ok(News { case_id, occasion: Some(occasion), change })
}

fn limit(limit: bridge::OpinionLimit) -> Result<(String, OffsetDateTime), Unreadable> {
    Ok((limit.department, required(limit.due_time)?))
}

fn given(body: &[u8]) -> Result<News, Unreadable> {
    let fact = bridge::OpinionGiven::decode(body)?;
    if fact.case_id.is_empty() {
        return Err(Unreadable::NoCase);
    }
    let opinion = fact.opinion.ok_or(Unreadable::NoOpinion)?;
    let change = Change::Answered {
        case_version: fact.case_version,
        department: opinion.department,
        at: required(opinion.give_time)?,
    };
    Ok(News { case_id: fact.case_id, occasion: None, change: Some(change) })
}

fn over(case_id: String, case_version: i32, at: OffsetDateTime) -> Result<News, Unreadable> {
    if case_id.is_empty() {
        return Err(Unreadable::NoCase);
    }
    Ok(News { case_id, occasion: None, change: Some(Change::ReviewOver { case_version, at }) })
}

fn moved(header: &workflow::CaseHeader) -> Result<Option<Change>, Unreadable> {
    let Some(clock) = &header.clock else { return Ok(None) };
    let standing = Standing {
        item: header.item.clone(),
        unit_id: header.unit_id.clone(),
        jurisdiction_id: header.jurisdiction_id.clone(),
        desk: Some(header.holding_desk.clone()).filter(|desk| !desk.is_empty()),
    };
    let limit = Limit::of_code(&clock.class).ok_or_else(|| Unreadable::Class(clock.class.clone()))?;
    let events = clock.ticks.iter().map(tick).collect::<Result<_, _>>()?;
    Ok(Some(Change::Moved { standing, clock: CaseClock { limit, events } }))
}

fn tick(tick: &workflow::ClockTick) -> Result<Event, Unreadable> {
    let at = required(tick.time)?;
    match tick.kind.as_str() {
        "STARTED" => Ok(Event::Started { at }),
        "RETURNED" => Ok(Event::Paused { at, pause: Pause::Returned }),
        "RESUMED" => Ok(Event::Resumed { at }),
        "STOPPED" => Ok(Event::Stopped { at }),
        other => Err(Unreadable::Tick(other.to_owned())),
    }
}

fn case(header: workflow::CaseHeader) -> CaseRef {
    CaseRef {
        case_id: header.case_id,
        item: header.item,
        unit_id: header.unit_id,
        department_id: header.department_id,
        jurisdiction_id: header.jurisdiction_id,
        drafter_id: header.drafter_id,
        submitter_id: Some(header.submitter_id).filter(|id| !id.is_empty()),
        actor_id: header.actor.map(|actor| actor.operator_id),
    }
}

fn side(state: String) -> Result<Side, Unreadable> {
    match state.as_str() {
        "REFUSED" => Ok(Side::Refused),
        "WITHDRAWN" => Ok(Side::Withdrawn),
        "TERMINATED" => Ok(Side::Terminated),
        "LAPSED" => Ok(Side::Lapsed),
        _ => Err(Unreadable::Side(state)),
    }
}

fn required(at: Option<prost_types::Timestamp>) -> Result<OffsetDateTime, Unreadable> {
    instant(at.ok_or(Unreadable::Time)?)
}

fn instant(at: prost_types::Timestamp) -> Result<OffsetDateTime, Unreadable> {
    moment::read_timestamp(at).ok_or(Unreadable::Time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(event_type: &str, body: &impl Message) -> Result<Option<News>, Unreadable> {
        news(event_type, &body.encode_to_vec(), None)
    }

    fn header(class: &str, ticks: &[&str]) -> Option<workflow::CaseHeader> {
        let time = Some(prost_types::Timestamp { seconds: 1_787_000_000, nanos: 0 });
        let tick = |kind: &&str| workflow::ClockTick { kind: (*kind).to_owned(), time };
        let clock = workflow::CaseClock { class: class.into(), ticks: ticks.iter().map(tick).collect() };
        Some(workflow::CaseHeader {
            case_id: "420800-2026-000012".into(),
            clock: Some(clock),
            ..workflow::CaseHeader::default()
        })
    }

    #[test]
    fn a_fact_that_concerns_nobody_is_no_news() {
        let applied = bridge::DeliveryApplied::default();

        assert_eq!(read("cn.bianzhi.delivery.applied.v1", &applied).unwrap(), None);
    }

    #[test]
    fn an_approval_is_no_occasion_but_tells_the_clock() {
        let fact = workflow::CaseApproved { header: header("L5", &["STARTED"]) };

        let news = read("cn.bianzhi.case.approved.v1", &fact).unwrap().unwrap();

        assert_eq!(news.occasion, None);
        let Some(Change::Moved { clock, .. }) = news.change else { panic!("{:?}", news.change) };
        assert_eq!((clock.limit, clock.events.len()), (Limit::L5, 1));
    }

    #[test]
    fn a_fact_of_an_older_teller_changes_no_limit() {
        let header = workflow::CaseHeader { clock: None, ..header("L5", &[]).unwrap() };
        let fact = workflow::CaseSubmitted { header: Some(header) };

        assert_eq!(read("cn.bianzhi.case.submitted.v1", &fact).unwrap().unwrap().change, None);
    }

    #[test]
    fn what_makes_no_sense_is_unreadable_and_named() {
        let submitted = |header| workflow::CaseSubmitted { header };
        let refusal = |header| read("cn.bianzhi.case.submitted.v1", &submitted(header)).unwrap_err();

        assert!(matches!(refusal(None), Unreadable::NoCase));
        assert!(matches!(refusal(header("L7", &[])), Unreadable::Class(class) if class == "L7"));
        assert!(matches!(refusal(header("L5", &["STRUCK"])), Unreadable::Tick(kind) if kind == "STRUCK"));
        let ended = workflow::CaseEnded { header: None, state: "EXPLODED".into() };
        assert!(matches!(read("cn.bianzhi.case.ended.v1", &ended), Err(Unreadable::Side(_))));
        assert!(matches!(news("cn.bianzhi.case.passed.v1", b"\xff", None), Err(Unreadable::Body(_))));
        let joined = bridge::ReviewJoined { case_id: "x".into(), ..bridge::ReviewJoined::default() };
        assert!(matches!(read("cn.bianzhi.review.joined.v1", &joined), Err(Unreadable::Time)));
    }
}

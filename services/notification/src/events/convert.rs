//! Facts as they are told → occasions.
use prost::Message;
use proto::bridge::v1 as bridge;
use proto::moment;
use proto::workflow::v1 as workflow;
use time::OffsetDateTime;

use crate::domain::{CaseRef, Happening, Occasion, Side};

/// Why a fact can't be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("the body is not what its type says: {0}")]
    Body(#[from] prost::DecodeError),
    #[error("the fact names no case")]
    NoCase,
    #[error("a case can't end as `{0}`")]
    Side(String),
    #[error("a time is out of range")]
    Time,
}

/// What a fact means here; nothing for one that concerns nobody.
pub(super) fn occasion(event_type: &str, body: &[u8]) -> Result<Option<Occasion>, Unreadable> {
    let (header, happening) = match event_type {
        "cn.bianzhi.case.forwarded.v1" => {
            (workflow::CaseForwarded::decode(body)?.header, Happening::Forwarded)
        }
        "cn.bianzhi.case.submitted.v1" => {
            (workflow::CaseSubmitted::decode(body)?.header, Happening::Submitted)
        }
        "cn.bianzhi.case.accepted.v1" => {
            let fact = workflow::CaseAccepted::decode(body)?;
            (fact.header, Happening::Accepted { due_at: fact.due_time.map(instant).transpose()? })
        }
        "cn.bianzhi.case.passed.v1" => {
            let fact = workflow::CasePassed::decode(body)?;
            (fact.header, Happening::Passed { desk: fact.desk })
        }
        "cn.bianzhi.case.returned.v1" => {
            let fact = workflow::CaseReturned::decode(body)?;
            (fact.header, Happening::Returned { defect_count: fact.defect_count })
        }
        "cn.bianzhi.case.completed.v1" => {
            let fact = workflow::CaseCompleted::decode(body)?;
            let numbers = fact.papers.into_iter().map(|paper| paper.doc_no).collect();
            (fact.header, Happening::Completed { numbers })
        }
        "cn.bianzhi.case.ended.v1" => {
            let fact = workflow::CaseEnded::decode(body)?;
            (fact.header, Happening::Ended { side: side(fact.state)? })
        }
        "cn.bianzhi.review.opened.v1" => return opinion_asked(body).map(Some),
        _ => return Ok(None),
    };
    Ok(Some(Occasion::Case { case: case(header)?, happening }))
}

fn opinion_asked(body: &[u8]) -> Result<Occasion, Unreadable> {
    let fact = bridge::ReviewOpened::decode(body)?;
    if fact.case_id.is_empty() {
        return Err(Unreadable::NoCase);
    }
    Ok(Occasion::OpinionAsked {
        case_id: fact.case_id,
        departments: fact.departments.into_iter().collect(),
        area_code: fact.area_code,
    })
}

fn case(header: Option<workflow::CaseHeader>) -> Result<CaseRef, Unreadable> {
    let header = header.filter(|header| !header.case_id.is_empty()).ok_or(Unreadable::NoCase)?;
    Ok(CaseRef {
        case_id: header.case_id,
        item: header.item,
        unit_id: header.unit_id,
        department_id: header.department_id,
        jurisdiction_id: header.jurisdiction_id,
        drafter_id: header.drafter_id,
        submitter_id: Some(header.submitter_id).filter(|id| !id.is_empty()),
        actor_id: header.actor.map(|actor| actor.operator_id),
    })
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

fn instant(at: prost_types::Timestamp) -> Result<OffsetDateTime, Unreadable> {
    moment::read_timestamp(at).ok_or(Unreadable::Time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(event_type: &str, body: &impl Message) -> Result<Option<Occasion>, Unreadable> {
        occasion(event_type, &body.encode_to_vec())
    }

    #[test]
    fn a_fact_that_concerns_nobody_is_no_occasion() {
        let fact = workflow::CaseApproved::default();

        assert_eq!(read("cn.bianzhi.case.approved.v1", &fact).unwrap(), None);
    }

    #[test]
    fn a_fact_without_a_case_and_one_with_an_unknown_end_are_unreadable() {
        assert!(matches!(
            read("cn.bianzhi.case.submitted.v1", &workflow::CaseSubmitted::default()),
            Err(Unreadable::NoCase)
        ));
        let ended = workflow::CaseEnded { header: None, state: "EXPLODED".into() };
        assert!(matches!(read("cn.bianzhi.case.ended.v1", &ended), Err(Unreadable::Side(_))));
        assert!(matches!(occasion("cn.bianzhi.case.passed.v1", b"\xff"), Err(Unreadable::Body(_))));
    }
}

//! Opinions as bridge tells them, by fact or by answer.

use kernel::actor::Actor;
use proto::bridge::v1 as pb;
use proto::moment;

use crate::domain::{Department, Opinion, Verdict};

/// An opinion and who gave it; `None` for a department that no case here asks.
pub fn read_opinion(opinion: pb::Opinion) -> Option<(Opinion, Actor)> {
    let verdict = match opinion.verdict() {
        pb::OpinionVerdict::Agree => Verdict::Agree,
        pb::OpinionVerdict::Disagree => Verdict::Disagree,
        pb::OpinionVerdict::Void => Verdict::Void,
        pb::OpinionVerdict::Pending | pb::OpinionVerdict::Unspecified => Verdict::Pending,
    };
    let given_by = opinion.actor.unwrap_or_default();
    let actor = Actor {
        operator_id: given_by.operator_id,
        unit_id: if given_by.unit_id.is_empty() { opinion.unit_id } else { given_by.unit_id },
        certificate_serial: given_by.certificate_serial,
    };
    let opinion = Opinion {
        department: Department::of_code(&opinion.department)?,
        required: opinion.required,
        verdict,
        given_at: opinion.give_time.and_then(moment::read_timestamp),
        seen_hash: Some(opinion.seen_hash).filter(|hash| !hash.is_empty()),
    };
    Some((opinion, actor))
}

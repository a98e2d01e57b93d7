//! Answers: what the app came to, as messages.

use codes::InstitutionState;
use kernel::error::Finding;
use proto::moment;
use proto::registry::v1 as pb;
use time::Date;

use crate::app::{GivenBack, Imported, InstitutionWithBalances};
use crate::domain::change::{AppliedChange, Held, Outcome, Pinned};
use crate::domain::institution::Institution;
use crate::domain::person::{Occupancy, Person};
use crate::domain::visibility::Fields;
use crate::wire;

pub(in crate::grpc) fn held(outcome: Outcome<Held>) -> pb::HoldSeatsResponse {
    use pb::hold_seats_response::Outcome as Answer;
    let answer = match outcome {
        Outcome::Done(held) => Answer::Held(pb::Held {
            balance: Some(wire::balance(&held.balance)),
            findings: held.findings.iter().map(Into::into).collect(),
        }),
        Outcome::Refused(findings) => Answer::Refused(refusal(&findings)),
    };
    pb::HoldSeatsResponse { outcome: Some(answer) }
}

pub(in crate::grpc) fn pinned(outcome: Outcome<Pinned>, today: Date) -> pb::PinPermitResponse {
    use pb::pin_permit_response::Outcome as Answer;
    let answer = match outcome {
        Outcome::Done(pinned) => Answer::Pinned(pb::Pinned {
            permit: pinned.permit.map(|permit| wire::permit(&permit, today)),
            findings: pinned.findings.iter().map(Into::into).collect(),
        }),
        Outcome::Refused(findings) => Answer::Refused(refusal(&findings)),
    };
    pb::PinPermitResponse { outcome: Some(answer) }
}

pub(in crate::grpc) fn given_back(given_back: GivenBack) -> pb::GiveBackResponse {
    pb::GiveBackResponse { seats: given_back.seats, pins: given_back.pins }
}

pub(in crate::grpc) fn applied(outcome: Outcome<AppliedChange>, today: Date) -> pb::ApplyChangeResponse {
    use pb::apply_change_response::Outcome as Answer;
    let answer = match outcome {
        Outcome::Done(change) => Answer::Applied(applied_change(change, today)),
        Outcome::Refused(findings) => Answer::Refused(refusal(&findings)),
    };
    pb::ApplyChangeResponse { outcome: Some(answer) }
}

fn applied_change(change: AppliedChange, today: Date) -> pb::AppliedChange {
    let seat = change.seat;
    pb::AppliedChange {
        change_id: change.id.to_string(),
        institution: Some(institution(change.institution)),
        division_name: change.division_name.unwrap_or_default(),
        balance_before: Some(wire::balance(&change.balance_before)),
        balance_after: Some(wire::balance(&change.balance_after)),
        permit: change.permit.map(|permit| wire::permit(&permit, today)),
        person_id: seat.as_ref().map(|seat| seat.person_id.to_string()).unwrap_or_default(),
        occupancy_id: seat.as_ref().map(|seat| seat.occupancy_id.to_string()).unwrap_or_default(),
        effective_date: seat.map(|seat| moment::date(seat.effective_on)),
        findings: change.findings.iter().map(Into::into).collect(),
    }
}

fn refusal(findings: &[Finding]) -> pb::Refusal {
    pb::Refusal { findings: findings.iter().map(Into::into).collect() }
}

pub(in crate::grpc) fn institution(institution: Institution) -> pb::Institution {
    let state = match institution.state {
        InstitutionState::Active => pb::InstitutionState::Active,
        InstitutionState::Frozen => pb::InstitutionState::Frozen,
        InstitutionState::ExitOnly => pb::InstitutionState::ExitOnly,
        InstitutionState::Abolished => pb::InstitutionState::Abolished,
    };
    let (supervisor_id, supervisor_name) =
        institution.supervisor.map(|above| (above.id.to_string(), above.name)).unwrap_or_default();
    let division = |division: crate::domain::institution::Division| pb::Division {
        id: division.id.to_string(),
        name: division.name,
        rank: division.rank.to_string(),
    };
    pb::Institution {
        id: institution.id.to_string(),
        name: institution.name,
        uscc: institution.uscc.unwrap_or_default(),
        kind: institution.kind.to_string(),
        pi_class: institution.pi_class.unwrap_or_default(),
        rank: institution.rank.to_string(),
        rank_equivalent: institution.rank_equivalent,
        supervisor_id,
        supervisor_name,
        jurisdiction_id: institution.jurisdiction_id.to_string(),
        state: state.into(),
        divisions: institution.divisions.into_iter().map(division).collect(),
        balances: Vec::new(),
    }
}

pub(in crate::grpc) fn institution_with_balances(found: InstitutionWithBalances) -> pb::Institution {
    let balances = found.balances.iter().map(wire::balance).collect();
    pb::Institution { balances, ..institution(found.institution) }
}

/// A person, the fields by the caller's role.
pub(in crate::grpc) fn person(person: Person, fields: Fields, today: Date) -> pb::Person {
    let identity = &person.identity;
    let number = &identity.id_number;
    let file = |code: String| if fields.file() { code } else { String::new() };
    pb::Person {
        id: person.id.to_string(),
        name: identity.name.expose().to_owned(),
        id_number: if fields.full_id_number() { number.expose().to_owned() } else { number.masked() },
        sex: identity.sex.to_string(),
        birth_date: fields.birth().then(|| moment::date(identity.birth_on)),
        ethnicity: file(identity.ethnicity.to_string()),
        education: file(identity.education.to_string()),
        political_status: file(identity.political_status.to_string()),
        category: person.category().map(|category| category.to_string()).unwrap_or_default(),
        status: person.status(today).to_string(),
        occupancies: person.occupancies.into_iter().map(occupancy).collect(),
    }
}

fn occupancy(seat: Occupancy) -> pb::Occupancy {
    pb::Occupancy {
        id: seat.id.to_string(),
        bucket: Some(wire::bucket(&seat.bucket)),
        division_id: seat.division_id.map(|id| id.to_string()).unwrap_or_default(),
        post: seat.post,
        post_level: seat.post_level,
        from_date: Some(moment::date(seat.from)),
        to_date: seat.to.map(moment::date),
        entry_doc_no: seat.entry_doc_no.unwrap_or_default(),
        entry_case_id: seat.entry_case_id,
        channel: seat.channel.to_string(),
        permit_id: seat.permit_id.map(|id| id.to_string()).unwrap_or_default(),
    }
}

pub(in crate::grpc) fn imported(imported: Imported) -> pb::ImportRegistryResponse {
    let bucket = |bucket: crate::app::ImportedBucket| pb::ImportedBucket {
        bucket: Some(wire::bucket(&bucket.bucket)),
        approved: bucket.figures.approved,
        occupied: bucket.figures.occupied,
        reserved: bucket.figures.reserved,
    };
    pb::ImportRegistryResponse {
        institution_count: wire::count(imported.institutions),
        decision_count: wire::count(imported.decisions),
        person_count: wire::count(imported.persons),
        permit_count: wire::count(imported.permits),
        buckets: imported.buckets.into_iter().map(bucket).collect(),
    }
}

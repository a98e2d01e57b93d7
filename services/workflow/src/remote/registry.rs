//! What cases ask of registry: hold, pin, give back, apply, record numbers.

use fault::point::{
    APPLY_ANSWER, APPLY_CALL, GIVE_BACK_ANSWER, GIVE_BACK_CALL, HOLD_ANSWER, HOLD_CALL, PIN_ANSWER, PIN_CALL,
    RECORD_ANSWER, RECORD_CALL,
};
use kernel::error::Finding;
use proto::moment;
use proto::registry::v1 as pb;
use proto::registry::v1::change_service_client::ChangeServiceClient;
use proto::registry::v1::person_service_client::PersonServiceClient;
use proto::registry::v1::quota_service_client::QuotaServiceClient;
use uuid::Uuid;

use super::{Errand, Error, between, traced};
use crate::contract;
use crate::domain::{Applied, Figures, Form, Paper, PaperType, Permit};

const HOUSE: &str = "registry";

/// The registry at the other end of a channel.
#[derive(Debug, Clone)]
pub struct Registry(pub channel::Channel);

/// What became of asking for seats or a pin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taking {
    /// Held or pinned, with findings that do not block.
    Taken(Vec<Finding>),
    /// Refused, with every finding.
    Refused(Vec<Finding>),
}

/// What became of an approved change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    /// In force.
    Applied(Box<Applied>),
    /// Refused, with every finding.
    Refused(Vec<Finding>),
}

/// What the registry tells about a person: enough to know him or her again. Personal data, so no `Debug`.
pub struct PersonFacts {
    /// Name.
    pub name: String,
    /// Citizen ID, masked.
    pub id_number: String,
    /// Birth date.
    pub birth_date: Option<time::Date>,
}

impl Registry {
    fn quota(&self, traceparent: Option<&str>) -> QuotaServiceClient<channel::Channel> {
        QuotaServiceClient::new(traced(&self.0, traceparent))
    }

    fn changes(&self, traceparent: Option<&str>) -> ChangeServiceClient<channel::Channel> {
        ChangeServiceClient::new(traced(&self.0, traceparent))
    }

    /// A person of the registry; `None` when there is none with this id. The purpose is recorded over there.
    pub async fn person(&self, id: &str, purpose: &str) -> Result<Option<PersonFacts>, Error> {
        let request = pb::GetPersonRequest { id: id.to_owned(), purpose: purpose.to_owned() };
        let client = PersonServiceClient::new(self.0.clone());
        let answer = channel::retry(|| {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.get_person(request).await }
        });
        let person = match answer.await {
            Ok(answer) => answer.into_inner().person,
            Err(status) if status.code() == tonic::Code::NotFound => None,
            Err(status) => return Err(Error::failed(HOUSE)(status)),
        };
        Ok(person.map(|person| PersonFacts {
            name: person.name,
            id_number: person.id_number,
            birth_date: person.birth_date.and_then(moment::read_date),
        }))
    }

    /// Holds the seats that a case asks for.
    pub async fn hold_seats(&self, errand: &Errand<'_>) -> Result<Taking, Error> {
        use pb::hold_seats_response::Outcome;
        let request = pb::HoldSeatsRequest {
            request_id: errand.request_id.to_string(),
            case_id: errand.case.id.to_string(),
            case_version: errand.version,
            change: Some(contract::proposed_change(&errand.case.form)),
            actor: Some(errand.actor.into()),
        };
        let client = self.quota(errand.traceparent);
        let answer = channel::retry(|| {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.hold_seats(request).await }
        });
        match between(HOLD_CALL, HOLD_ANSWER, answer)
            .await
            .map_err(Error::failed(HOUSE))?
            .into_inner()
            .outcome
        {
            Some(Outcome::Held(held)) => Ok(Taking::Taken(findings(held.findings))),
            Some(Outcome::Refused(refusal)) => Ok(Taking::Refused(findings(refusal.findings))),
            None => Err(Error::Incomplete { house: HOUSE, what: "an outcome" }),
        }
    }

    /// Pins the permit that an entry cites.
    pub async fn pin_permit(&self, errand: &Errand<'_>) -> Result<Taking, Error> {
        use pb::pin_permit_response::Outcome;
        let request = pb::PinPermitRequest {
            request_id: errand.request_id.to_string(),
            case_id: errand.case.id.to_string(),
            case_version: errand.version,
            change: Some(contract::proposed_change(&errand.case.form)),
            actor: Some(errand.actor.into()),
        };
        let client = self.quota(errand.traceparent);
        let answer = channel::retry(|| {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.pin_permit(request).await }
        });
        match between(PIN_CALL, PIN_ANSWER, answer).await.map_err(Error::failed(HOUSE))?.into_inner().outcome
        {
            Some(Outcome::Pinned(pinned)) => Ok(Taking::Taken(findings(pinned.findings))),
            Some(Outcome::Refused(refusal)) => Ok(Taking::Refused(findings(refusal.findings))),
            None => Err(Error::Incomplete { house: HOUSE, what: "an outcome" }),
        }
    }

    /// Gives back what a case holds or has pinned; nothing held is no error.
    pub async fn give_back(&self, errand: &Errand<'_>, keep_pin: bool) -> Result<(), Error> {
        if fault::planted(fault::bug::HOLD_NOT_GIVEN_BACK) {
            return Ok(());
        }
        let request = pb::GiveBackRequest {
            request_id: errand.request_id.to_string(),
            case_id: errand.case.id.to_string(),
            case_version: errand.version,
            keep_pin,
            actor: Some(errand.actor.into()),
        };
        let client = self.quota(errand.traceparent);
        let answer = channel::retry(|| {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.give_back(request).await }
        });
        between(GIVE_BACK_CALL, GIVE_BACK_ANSWER, answer).await.map_err(Error::failed(HOUSE))?;
        Ok(())
    }

    /// Applies an approved change.
    pub async fn apply_change(
        &self,
        errand: &Errand<'_>,
        basis: &str,
        decided_at: time::OffsetDateTime,
    ) -> Result<Decided, Error> {
        use pb::apply_change_response::Outcome;
        let request = pb::ApplyChangeRequest {
            request_id: errand.request_id.to_string(),
            case_id: errand.case.id.to_string(),
            case_version: errand.version,
            change: Some(contract::proposed_change(&errand.case.form)),
            actor: Some(errand.actor.into()),
            basis: basis.to_owned(),
            decided_date: Some(contract::date_of(decided_at)),
        };
        let client = self.changes(errand.traceparent);
        let answer = channel::retry(|| {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.apply_change(request).await }
        });
        match between(APPLY_CALL, APPLY_ANSWER, answer)
            .await
            .map_err(Error::failed(HOUSE))?
            .into_inner()
            .outcome
        {
            Some(Outcome::Applied(change)) => Ok(Decided::Applied(Box::new(applied(change)?))),
            Some(Outcome::Refused(refusal)) => Ok(Decided::Refused(findings(refusal.findings))),
            None => Err(Error::Incomplete { house: HOUSE, what: "an outcome" }),
        }
    }

    /// Records the numbers of a change's papers.
    pub async fn record_documents(
        &self,
        errand: &Errand<'_>,
        change_id: Uuid,
        papers: &[Paper],
    ) -> Result<(), Error> {
        let number = |wanted: PaperType| {
            let paper = papers.iter().find(|paper| paper.r#type == wanted);
            paper.map(|paper| paper.doc_no.clone()).unwrap_or_default()
        };
        let slip = match errand.case.form {
            Form::QuotaUse(_) => PaperType::Permit,
            Form::Entry(_) => PaperType::Entry,
        };
        let request = pb::RecordDocumentsRequest {
            request_id: errand.request_id.to_string(),
            change_id: change_id.to_string(),
            slip_no: number(slip),
            letter_no: number(PaperType::Letter),
            funding_no: number(PaperType::Funding),
        };
        let client = self.changes(errand.traceparent);
        let answer = channel::retry(|| {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.record_documents(request).await }
        });
        between(RECORD_CALL, RECORD_ANSWER, answer).await.map_err(Error::failed(HOUSE))?;
        Ok(())
    }
}

fn findings(found: Vec<proto::r#type::v1::Finding>) -> Vec<Finding> {
    found.into_iter().map(Into::into).collect()
}

fn applied(change: pb::AppliedChange) -> Result<Applied, Error> {
    let missing = |what: &'static str| move || Error::Incomplete { house: HOUSE, what };
    let institution = change.institution.ok_or_else(missing("the institution"))?;
    let permit = match change.permit {
        None => None,
        Some(permit) => Some(Permit {
            valid_from: day(permit.valid_from, "the permit's first day")?,
            valid_to: day(permit.valid_to, "the permit's last day")?,
            doc_no: permit.doc_no,
        }),
    };
    Ok(Applied {
        change_id: change.change_id.parse().map_err(|_| missing("a change id")())?,
        unit_name: institution.name,
        uscc: institution.uscc,
        supervisor_name: institution.supervisor_name,
        divisions: institution.divisions.into_iter().map(|division| (division.id, division.name)).collect(),
        before: figures(change.balance_before, "the balance before")?,
        after: figures(change.balance_after, "the balance after")?,
        permit,
        findings: findings(change.findings),
    })
}

fn figures(balance: Option<pb::Balance>, what: &'static str) -> Result<Figures, Error> {
    let balance = balance.ok_or(Error::Incomplete { house: HOUSE, what })?;
    Ok(Figures {
        date: day(balance.as_of, what)?,
        approved: balance.approved,
        occupied: balance.occupied,
        reserved: balance.reserved,
        available: balance.available,
    })
}

fn day(date: Option<proto::google::r#type::Date>, what: &'static str) -> Result<time::Date, Error> {
    date.and_then(moment::read_date).ok_or(Error::Incomplete { house: HOUSE, what })
}

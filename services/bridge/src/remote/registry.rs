//! What pushes ask of the registry: the institution and the person of a change.

use channel::Channel;
use kernel::error::{Coded, Finding, Kind};
use proto::moment;
use proto::registry::v1 as pb;
use proto::registry::v1::institution_service_client::InstitutionServiceClient;
use proto::registry::v1::person_service_client::PersonServiceClient;

use crate::domain::{Institution, Person};

/// The registry did not answer, or not what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("registry: {0}")]
    Failed(Box<channel::Failure>),
    #[error("registry answered without {0}")]
    Incomplete(&'static str),
}

impl From<tonic::Status> for Error {
    fn from(status: tonic::Status) -> Self {
        Self::Failed(Box::new(channel::failure(&status)))
    }
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Failed(failure) => failure.kind(),
            Self::Incomplete(_) => Kind::Internal,
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::Failed(failure) => failure.reason(),
            Self::Incomplete(_) => "INTERNAL",
        }
    }

    fn findings(&self) -> &[Finding] {
        match self {
            Self::Failed(failure) => failure.findings(),
            Self::Incomplete(_) => &[],
        }
    }
}

/// The registry: what is true.
#[derive(Clone)]
pub struct Registry {
    institutions: InstitutionServiceClient<Channel>,
    persons: PersonServiceClient<Channel>,
}

impl Registry {
    /// Connects on first use.
    pub fn new(channel: Channel) -> Self {
        Self {
            institutions: InstitutionServiceClient::new(channel.clone()),
            persons: PersonServiceClient::new(channel),
        }
    }

    /// What partners are told about an institution.
    pub async fn institution(&self, id: &str) -> Result<Institution, Error> {
        let request = pb::GetInstitutionRequest { id: id.to_owned() };
        let response = channel::retry(|| {
            let (mut client, request) = (self.institutions.clone(), request.clone());
            async move { client.get_institution(request).await }
        })
        .await?;
        let institution = response.into_inner().institution.ok_or(Error::Incomplete("institution"))?;
        Ok(Institution { id: institution.id, name: institution.name, uscc: institution.uscc })
    }

    /// A person with the post of one seat; the registry records the purpose.
    pub async fn person(&self, id: &str, occupancy_id: &str, purpose: &str) -> Result<Person, Error> {
        let request = pb::GetPersonRequest { id: id.to_owned(), purpose: purpose.to_owned() };
        let response = channel::retry(|| {
            let (mut client, request) = (self.persons.clone(), request.clone());
            async move { client.get_person(request).await }
        })
        .await?;
        let person = response.into_inner().person.ok_or(Error::Incomplete("person"))?;
        let seat = person.occupancies.into_iter().find(|seat| seat.id == occupancy_id).unwrap_or_default();
        Ok(Person {
            id: person.id,
            name: person.name,
            id_number: person.id_number,
            sex: person.sex,
            birth_date: person.birth_date.and_then(moment::read_date),
            education: person.education,
            category: person.category,
            post: seat.post,
            post_level: seat.post_level,
        })
    }
}

//! `PersonService`: persons, with a purpose that is recorded.

use codes::CitizenId;
use proto::registry::v1 as pb;
use proto::registry::v1::person_service_server::PersonService;
use service::rpc;
use tonic::{Request, Response, Status};

use super::convert::answer;
use super::convert::reading::Reading;
use super::refused::Refused;
use super::{Grpc, caller};
use crate::app::{After, SearchPersons};
use crate::domain::ids::{InstitutionId, PersonId};

#[tonic::async_trait]
impl PersonService for Grpc {
    async fn get_person(
        &self,
        request: Request<pb::GetPersonRequest>,
    ) -> Result<Response<pb::GetPersonResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let message = request.into_inner();
        let asker = caller::asker(&caller, "GetPerson", &message.purpose);
        let asker = asker.map_err(|error| rpc::status(&error))?;
        let mut reading = Reading::default();
        let id = reading.uuid("id", &message.id).map(PersonId::from_uuid);
        let id = reading.finish(id).map_err(|error| rpc::status(&error))?;
        let person = self.0.get_person(id, &asker).await.map_err(|error| rpc::status(&error))?;
        let person = answer::person(person, caller::fields(&caller), self.0.today());
        Ok(Response::new(pb::GetPersonResponse { person: Some(person) }))
    }

    async fn search_persons(
        &self,
        request: Request<pb::SearchPersonsRequest>,
    ) -> Result<Response<pb::SearchPersonsResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let message = request.into_inner();
        let asker = caller::asker(&caller, "SearchPersons", &message.purpose);
        let asker = asker.map_err(|error| rpc::status(&error))?;
        let filters = [message.id_number.as_str(), &message.name, &message.institution_id];
        let list = rpc::List::new("SearchPersons", &caller.id, &filters);
        let (page, after) = list.page(message.page_size, &message.page_token)?;
        let query = search(message, after, page.limit()).map_err(|error| rpc::status(&error))?;

        let found = self.0.search_persons(&query, &asker).await.map_err(|error| rpc::status(&error))?;
        let (found, next_page_token) = page.cut(found, |last| last.id);
        let (fields, today) = (caller::fields(&caller), self.0.today());
        let persons = found.into_iter().map(|person| answer::person(person, fields, today)).collect();
        Ok(Response::new(pb::SearchPersonsResponse { persons, next_page_token }))
    }
}

fn search(
    message: pb::SearchPersonsRequest,
    after: Option<PersonId>,
    limit: i64,
) -> Result<SearchPersons, Refused> {
    let mut reading = Reading::default();
    let id_number = match Some(message.id_number.trim()).filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => match text.parse::<CitizenId>() {
            Ok(number) => Some(number),
            Err(defect) => {
                reading.wrong("id_number", defect.zh(), defect.to_string());
                None
            }
        },
    };
    let query = SearchPersons {
        id_number,
        name: Some(message.name).filter(|name| !name.is_empty()),
        institution_id: Some(message.institution_id).filter(|id| !id.is_empty()).map(InstitutionId::new),
        after: after.map(After),
        limit,
    };
    reading.finish(Some(query))
}

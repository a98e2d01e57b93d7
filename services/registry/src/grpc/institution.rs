//! `InstitutionService`.

use proto::registry::v1 as pb;
use proto::registry::v1::institution_service_server::InstitutionService;
use service::rpc;
use tonic::{Request, Response, Status};

use super::convert::answer;
use super::{Grpc, caller};
use crate::app::InstitutionPage;
use crate::domain::ids::InstitutionId;

#[tonic::async_trait]
impl InstitutionService for Grpc {
    async fn get_institution(
        &self,
        request: Request<pb::GetInstitutionRequest>,
    ) -> Result<Response<pb::GetInstitutionResponse>, Status> {
        let scope = caller::scope(&rpc::caller(&request)?);
        let id = InstitutionId::new(request.into_inner().id);
        let found = self.0.get_institution(&id, &scope).await.map_err(|error| rpc::status(&error))?;
        let institution = Some(answer::institution_with_balances(found));
        Ok(Response::new(pb::GetInstitutionResponse { institution }))
    }

    async fn list_institutions(
        &self,
        request: Request<pb::ListInstitutionsRequest>,
    ) -> Result<Response<pb::ListInstitutionsResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let message = request.into_inner();
        let list = rpc::List::new("ListInstitutions", &caller.id, &[]);
        let (page, after) = list.page::<String>(message.page_size, &message.page_token)?;
        let wanted = InstitutionPage { after: after.unwrap_or_default(), limit: page.limit() };
        let found = self.0.list_institutions(&wanted, &caller::scope(&caller)).await;
        let found = found.map_err(|error| rpc::status(&error))?;
        let (found, next_page_token) = page.cut(found, |last| last.id.clone());
        let institutions = found.into_iter().map(answer::institution).collect();
        Ok(Response::new(pb::ListInstitutionsResponse { institutions, next_page_token }))
    }
}

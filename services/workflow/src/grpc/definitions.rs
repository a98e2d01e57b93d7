//! `DefinitionService`.

use proto::workflow::v1 as pb;
use proto::workflow::v1::definition_service_server::DefinitionService;
use service::rpc;
use tonic::{Request, Response, Status};

use super::{Grpc, asked, convert};
use crate::app::PageAsked;

#[tonic::async_trait]
impl DefinitionService for Grpc {
    async fn publish_definition(
        &self,
        request: Request<pb::PublishDefinitionRequest>,
    ) -> Result<Response<pb::PublishDefinitionResponse>, Status> {
        let (call, message) = asked::of("PublishDefinition", request, |message| &message.request_id)?;
        let published = self.0.publish_definition(call, message.yaml).await;
        let published = published.map_err(|error| rpc::status(&error))?;
        let definition = Some(convert::definition(&published));
        Ok(Response::new(pb::PublishDefinitionResponse { definition }))
    }

    async fn get_definition(
        &self,
        request: Request<pb::GetDefinitionRequest>,
    ) -> Result<Response<pb::GetDefinitionResponse>, Status> {
        let message = request.into_inner();
        let found = self.0.get_definition(&message.item, message.version).await;
        let definition = Some(convert::definition(&found.map_err(|error| rpc::status(&error))?));
        Ok(Response::new(pb::GetDefinitionResponse { definition }))
    }

    async fn list_definitions(
        &self,
        request: Request<pb::ListDefinitionsRequest>,
    ) -> Result<Response<pb::ListDefinitionsResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let message = request.into_inner();
        let page = PageAsked { size: message.page_size, token: message.page_token };
        let page = self.0.list_definitions(&caller, page).await.map_err(|error| rpc::status(&error))?;
        let without_yaml = |found| pb::Definition { yaml: String::new(), ..convert::definition(found) };
        let definitions = page.definitions.iter().map(without_yaml).collect();
        Ok(Response::new(pb::ListDefinitionsResponse { definitions, next_page_token: page.next }))
    }
}

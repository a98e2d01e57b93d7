//! `DefinitionService`.

use proto::workflow::v1 as pb;
use proto::workflow::v1::definition_service_server::DefinitionService;
use service::rpc;
use tonic::{Request, Response, Status};

use super::{Grpc, asked, convert};

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
        let list = rpc::List::new("ListDefinitions", &caller.id, &[]);
        let (page, after) = list.page::<String>(message.page_size, &message.page_token)?;
        let found = self.0.list_definitions(&after.unwrap_or_default(), page.limit()).await;
        let found = found.map_err(|error| rpc::status(&error))?;
        let (found, next_page_token) = page.cut(found, |last| last.item.clone());
        let without_yaml = |found| pb::Definition { yaml: String::new(), ..convert::definition(found) };
        let definitions = found.iter().map(without_yaml).collect();
        Ok(Response::new(pb::ListDefinitionsResponse { definitions, next_page_token }))
    }
}

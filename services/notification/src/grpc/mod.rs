//! The front door.
mod convert;
mod page;

use proto::notification::v1 as pb;
use proto::notification::v1::notification_service_server::NotificationService;
use service::rpc;
use tonic::{Request, Response, Status};

use crate::app::App;
use crate::domain::Position;

/// The generated service over the house's commands.
pub struct Grpc(pub App);

#[tonic::async_trait]
impl NotificationService for Grpc {
    async fn list_notifications(
        &self,
        request: Request<pb::ListNotificationsRequest>,
    ) -> Result<Response<pb::ListNotificationsResponse>, Status> {
        let reader = rpc::caller(&request)?.id;
        let pb::ListNotificationsRequest { page_size, page_token } = request.into_inner();
        let limit = page::size(page_size).map_err(|error| rpc::status(&error))?;
        let after = page::position(&page_token, &reader).map_err(|error| rpc::status(&error))?;

        let messages = self.0.list(&reader, after, limit).await.map_err(|error| rpc::status(&error))?;

        let last = messages.last().map(|last| Position { created_at: last.created_at, id: last.id });
        let full = i64::try_from(messages.len()).is_ok_and(|count| count == limit);
        let next_page_token =
            last.filter(|_| full).map_or_else(String::new, |last| page::token(last, &reader));
        let notifications = messages.iter().map(convert::message).collect();
        Ok(Response::new(pb::ListNotificationsResponse { notifications, next_page_token }))
    }
}

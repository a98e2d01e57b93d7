//! The front door.
mod convert;

use proto::notification::v1 as pb;
use proto::notification::v1::notification_service_server::NotificationService;
use service::rpc;
use tonic::{Request, Response, Status};

use crate::app::App;
use crate::domain::{Message, Position};

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
        // The list has one order and no filter.
        let list = rpc::List::new("ListNotifications", &reader, &[]);
        let (page, after) = list.page(page_size, &page_token)?;

        let messages = self.0.list(&reader, after, page.limit()).await;
        let messages = messages.map_err(|error| rpc::status(&error))?;

        let position = |last: &Message| Position { created_at: last.created_at, id: last.id };
        let (messages, next_page_token) = page.cut(messages, position);
        let notifications = messages.iter().map(convert::message).collect();
        Ok(Response::new(pb::ListNotificationsResponse { notifications, next_page_token }))
    }
}

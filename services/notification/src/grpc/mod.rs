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
        let pb::ListNotificationsRequest { page_size, page_token, case_id, unacknowledged } =
            request.into_inner();
        let filters = [case_id.as_str(), &unacknowledged.to_string()];
        let list = rpc::List::new("ListNotifications", &reader, &filters);
        let (page, after) = list.page(page_size, &page_token)?;
        let filter = convert::filter(case_id, unacknowledged);

        let messages = self.0.list(&reader, &filter, after, page.limit()).await;
        let messages = messages.map_err(|error| rpc::status(&error))?;

        let position = |last: &Message| Position { created_at: last.created_at, id: last.id };
        let (messages, next_page_token) = page.cut(messages, position);
        let notifications = messages.iter().map(convert::message).collect();
        Ok(Response::new(pb::ListNotificationsResponse { notifications, next_page_token }))
    }

    async fn acknowledge_notification(
        &self,
        request: Request<pb::AcknowledgeNotificationRequest>,
    ) -> Result<Response<pb::AcknowledgeNotificationResponse>, Status> {
        let reader = rpc::caller(&request)?.id;
        let command =
            convert::acknowledge(&reader, request.get_ref()).map_err(|error| rpc::status(&error))?;
        let message = self.0.acknowledge(command).await.map_err(|error| rpc::status(&error))?;
        let notification = Some(convert::message(&message));
        Ok(Response::new(pb::AcknowledgeNotificationResponse { notification }))
    }
}

//! `DeliveryService`: how far each message to a partner has come.

use proto::bridge::v1 as pb;
use proto::bridge::v1::delivery_service_server::DeliveryService;
use service::rpc;
use time::OffsetDateTime;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{Grpc, convert};
use crate::app::{DeliveryQuery, RefusedQuery};

#[tonic::async_trait]
impl DeliveryService for Grpc {
    async fn list_deliveries(
        &self,
        request: Request<pb::ListDeliveriesRequest>,
    ) -> Result<Response<pb::ListDeliveriesResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let pb::ListDeliveriesRequest { page_size, page_token, case_id, partner_id, parked, event_id } =
            request.into_inner();
        let filters = [case_id.as_str(), &partner_id, &parked.to_string(), &event_id];
        let list = rpc::List::new("ListDeliveries", &caller.id, &filters);
        let (page, before) = list.page::<(OffsetDateTime, Uuid)>(page_size, &page_token)?;
        let query = DeliveryQuery {
            event_id: convert::optional_event_id(&event_id).map_err(|error| rpc::status(&error))?,
            case_id: (!case_id.is_empty()).then_some(case_id),
            partner_id: (!partner_id.is_empty()).then_some(partner_id),
            parked,
            before,
            limit: page.limit(),
        };

        let deliveries =
            self.0.list_deliveries(&caller, &query).await.map_err(|error| rpc::status(&error))?;

        let (deliveries, next_page_token) = page.cut(deliveries, |last| (last.sent_at, last.event_id));
        let deliveries = deliveries.iter().map(convert::delivery).collect();
        Ok(Response::new(pb::ListDeliveriesResponse { deliveries, next_page_token }))
    }

    async fn redrive_delivery(
        &self,
        request: Request<pb::RedriveDeliveryRequest>,
    ) -> Result<Response<pb::RedriveDeliveryResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let command =
            convert::redrive_delivery(&caller, request.into_inner()).map_err(|error| rpc::status(&error))?;
        let delivery =
            self.0.redrive_delivery(&caller, command).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::RedriveDeliveryResponse { delivery: Some(convert::delivery(&delivery)) }))
    }

    async fn list_refused_messages(
        &self,
        request: Request<pb::ListRefusedMessagesRequest>,
    ) -> Result<Response<pb::ListRefusedMessagesResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let pb::ListRefusedMessagesRequest { page_size, page_token, partner_id } = request.into_inner();
        let list = rpc::List::new("ListRefusedMessages", &caller.id, &[&partner_id]);
        let (page, before) = list.page::<i64>(page_size, &page_token)?;
        let partner_id = (!partner_id.is_empty()).then_some(partner_id);
        let query = RefusedQuery { partner_id, before, limit: page.limit() };

        let refused = self.0.list_refused(&caller, &query).await.map_err(|error| rpc::status(&error))?;

        let (refused, next_page_token) = page.cut(refused, |last| last.number);
        let refused_messages = refused.into_iter().map(convert::refused_message).collect();
        Ok(Response::new(pb::ListRefusedMessagesResponse { refused_messages, next_page_token }))
    }
}

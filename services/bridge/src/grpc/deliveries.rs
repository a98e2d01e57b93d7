//! `DeliveryService`: how far each message to a partner has come.

use proto::bridge::v1 as pb;
use proto::bridge::v1::delivery_service_server::DeliveryService;
use service::rpc;
use time::OffsetDateTime;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{Grpc, convert, page};
use crate::app::DeliveryQuery;

#[tonic::async_trait]
impl DeliveryService for Grpc {
    async fn list_deliveries(
        &self,
        request: Request<pb::ListDeliveriesRequest>,
    ) -> Result<Response<pb::ListDeliveriesResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let pb::ListDeliveriesRequest { page_size, page_token, case_id, partner_id, parked } =
            request.into_inner();
        let limit = page::size(page_size).map_err(|error| rpc::status(&error))?;
        let list = page::list("deliveries", &[&case_id, &partner_id, &parked.to_string()], &caller.id);
        let before: Option<(i128, Uuid)> =
            page::position(&page_token, &list).map_err(|error| rpc::status(&error))?;
        let query = DeliveryQuery {
            case_id: (!case_id.is_empty()).then_some(case_id),
            partner_id: (!partner_id.is_empty()).then_some(partner_id),
            parked,
            before: before
                .and_then(|(nanos, id)| Some((OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?, id))),
            limit,
        };

        let deliveries =
            self.0.list_deliveries(&caller, &query).await.map_err(|error| rpc::status(&error))?;

        let last = deliveries.last().map(|last| (last.sent_at.unix_timestamp_nanos(), last.event_id));
        let next_page_token = page::next(deliveries.len(), limit, list, last);
        let deliveries = deliveries.iter().map(convert::delivery).collect();
        Ok(Response::new(pb::ListDeliveriesResponse { deliveries, next_page_token }))
    }
}

//! `QuotaService`: seats held, permits pinned, both given back; balances and permits.

use prost::Message;
use proto::registry::v1 as pb;
use proto::registry::v1::quota_service_server::QuotaService;
use service::rpc;
use tonic::{Request, Response, Status};

use super::convert::reading::Reading;
use super::convert::{answer, proposed};
use super::refused::Refused;
use super::{Grpc, caller};
use crate::app::{self, GetBalance, GiveBack, HoldSeats, ListPermits, PinPermit};
use crate::domain::ids::{InstitutionId, PermitRef};
use crate::wire;

#[tonic::async_trait]
impl QuotaService for Grpc {
    async fn hold_seats(
        &self,
        request: Request<pb::HoldSeatsRequest>,
    ) -> Result<Response<pb::HoldSeatsResponse>, Status> {
        let (asked, message) = asked("HoldSeats", request, |message| &message.request_id)?;
        let command = hold_seats(message).map_err(|error| rpc::status(&error))?;
        let outcome = self.0.hold_seats(&asked, command).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(answer::held(outcome)))
    }

    async fn pin_permit(
        &self,
        request: Request<pb::PinPermitRequest>,
    ) -> Result<Response<pb::PinPermitResponse>, Status> {
        let (asked, message) = asked("PinPermit", request, |message| &message.request_id)?;
        let command = pin_permit(message).map_err(|error| rpc::status(&error))?;
        let outcome = self.0.pin_permit(&asked, command).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(answer::pinned(outcome, self.0.today())))
    }

    async fn give_back(
        &self,
        request: Request<pb::GiveBackRequest>,
    ) -> Result<Response<pb::GiveBackResponse>, Status> {
        let (asked, message) = asked("GiveBack", request, |message| &message.request_id)?;
        let command = give_back(message).map_err(|error| rpc::status(&error))?;
        let given_back = self.0.give_back(&asked, command).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(answer::given_back(given_back)))
    }

    async fn get_balance(
        &self,
        request: Request<pb::GetBalanceRequest>,
    ) -> Result<Response<pb::GetBalanceResponse>, Status> {
        let scope = caller::scope(&rpc::caller(&request)?);
        let message = request.into_inner();
        let mut reading = Reading::default();
        let bucket = reading.bucket("bucket", message.bucket);
        let as_of = reading.optional_date("as_of", message.as_of);
        let known_at = reading.optional_instant("known_time", message.known_time);
        let parts = bucket.zip(as_of).zip(known_at);
        let query = parts.map(|((bucket, as_of), known_at)| GetBalance { bucket, as_of, known_at, scope });
        let query = reading.finish(query).map_err(|error| rpc::status(&error))?;
        let balance = self.0.get_balance(query).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::GetBalanceResponse { balance: Some(wire::balance(&balance)) }))
    }

    async fn get_permit(
        &self,
        request: Request<pb::GetPermitRequest>,
    ) -> Result<Response<pb::GetPermitResponse>, Status> {
        let scope = caller::scope(&rpc::caller(&request)?);
        let cited = PermitRef::read(request.into_inner().permit.trim());
        let permit = self.0.get_permit(&cited, &scope).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::GetPermitResponse { permit: Some(wire::permit(&permit, self.0.today())) }))
    }

    async fn list_permits(
        &self,
        request: Request<pb::ListPermitsRequest>,
    ) -> Result<Response<pb::ListPermitsResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let message = request.into_inner();
        let list = rpc::List::new("ListPermits", &caller.id, &[&message.institution_id]);
        let (page, before) = list.page(message.page_size, &message.page_token)?;
        let query = ListPermits {
            institution_id: Some(message.institution_id).filter(|id| !id.is_empty()).map(InstitutionId::new),
            before,
            limit: page.limit(),
            scope: caller::scope(&caller),
        };
        let permits = self.0.list_permits(&query).await.map_err(|error| rpc::status(&error))?;
        let (permits, next_page_token) = page.cut(permits, |last| last.id);
        let today = self.0.today();
        let permits = permits.iter().map(|permit| wire::permit(permit, today)).collect();
        Ok(Response::new(pb::ListPermitsResponse { permits, next_page_token }))
    }
}

/// The request as its sender named it, for replay, and its message.
pub(super) fn asked<M: Message>(
    method: &str,
    request: Request<M>,
    request_id: impl Fn(&M) -> &str,
) -> Result<(app::Request, M), Status> {
    let caller = rpc::caller(&request)?;
    let message = request.into_inner();
    let asked = app::Request::new(&caller.id, request_id(&message), method, &message.encode_to_vec())
        .map_err(|error| rpc::status(&error))?;
    Ok((asked, message))
}

fn hold_seats(message: pb::HoldSeatsRequest) -> Result<HoldSeats, Refused> {
    let mut reading = Reading::default();
    let case_id = reading.case(message.case_id);
    let case_version = reading.version(message.case_version);
    let quota_use = proposed::only_quota_use(&mut reading, message.change);
    let actor = reading.actor(message.actor);
    let command = || {
        Some(HoldSeats {
            case_id: case_id?,
            case_version: case_version?,
            quota_use: quota_use?,
            actor: actor?,
        })
    };
    let command = command();
    reading.finish(command)
}

fn pin_permit(message: pb::PinPermitRequest) -> Result<PinPermit, Refused> {
    let mut reading = Reading::default();
    let case_id = reading.case(message.case_id);
    let case_version = reading.version(message.case_version);
    let entry = proposed::only_entry(&mut reading, message.change);
    let actor = reading.actor(message.actor);
    let command =
        || Some(PinPermit { case_id: case_id?, case_version: case_version?, entry: entry?, actor: actor? });
    let command = command();
    reading.finish(command)
}

fn give_back(message: pb::GiveBackRequest) -> Result<GiveBack, Refused> {
    let mut reading = Reading::default();
    let case_id = reading.case(message.case_id);
    let case_version = reading.version(message.case_version);
    let actor = reading.actor(message.actor);
    let keep_pin = message.keep_pin;
    let command =
        || Some(GiveBack { case_id: case_id?, case_version: case_version?, keep_pin, actor: actor? });
    let command = command();
    reading.finish(command)
}

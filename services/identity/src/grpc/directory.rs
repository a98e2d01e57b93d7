//! `DirectoryService`: who is there, and what each may do.

use proto::identity::v1 as pb;
use proto::identity::v1::directory_service_server::DirectoryService;
use proto::moment;
use service::rpc;
use tonic::{Request, Response, Status};

use super::convert;
use crate::app::App;
use crate::wire;

/// The directory.
pub struct Directory(pub App);

#[tonic::async_trait]
impl DirectoryService for Directory {
    async fn import_directory(
        &self,
        request: Request<pb::ImportDirectoryRequest>,
    ) -> Result<Response<pb::ImportDirectoryResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let command = convert::import(&caller, request.into_inner());
        let command = command.map_err(|error| rpc::status(&error))?;
        let imported = self.0.import_directory(command).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(convert::imported(&imported)))
    }

    async fn get_unit(
        &self,
        request: Request<pb::GetUnitRequest>,
    ) -> Result<Response<pb::GetUnitResponse>, Status> {
        let unit = self.0.unit(&request.into_inner().id).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::GetUnitResponse { unit: Some(wire::unit(unit)) }))
    }

    async fn list_units(
        &self,
        request: Request<pb::ListUnitsRequest>,
    ) -> Result<Response<pb::ListUnitsResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let pb::ListUnitsRequest { page_size, page_token } = request.into_inner();
        let list = rpc::List::new("ListUnits", &caller.id, &[]);
        let (page, after) = list.page::<String>(page_size, &page_token)?;

        let found = self.0.units(after.as_deref(), page.limit()).await;
        let (units, next_page_token) =
            page.cut(found.map_err(|error| rpc::status(&error))?, |last| last.id.to_string());
        let units = units.into_iter().map(wire::unit).collect();
        Ok(Response::new(pb::ListUnitsResponse { units, next_page_token }))
    }

    async fn list_operators(
        &self,
        request: Request<pb::ListOperatorsRequest>,
    ) -> Result<Response<pb::ListOperatorsResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let pb::ListOperatorsRequest { page_size, page_token, unit_id } = request.into_inner();
        let list = rpc::List::new("ListOperators", &caller.id, &[&unit_id]);
        let (page, after) = list.page::<String>(page_size, &page_token)?;
        let Some(unit_id) = visible(&caller, unit_id) else {
            return Ok(Response::new(pb::ListOperatorsResponse::default()));
        };

        let found = self.0.operators(unit_id.as_deref(), after.as_deref(), page.limit()).await;
        let (operators, next_page_token) =
            page.cut(found.map_err(|error| rpc::status(&error))?, |last| last.id.to_string());
        let operators = operators.into_iter().map(wire::operator).collect();
        Ok(Response::new(pb::ListOperatorsResponse { operators, next_page_token }))
    }

    async fn get_myself(
        &self,
        request: Request<pb::GetMyselfRequest>,
    ) -> Result<Response<pb::GetMyselfResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let operator = match &caller.operator_id {
            Some(id) => self.0.operator(id).await.map_err(|error| rpc::status(&error))?,
            None => None,
        };
        let unit = match &caller.unit_id {
            Some(id) => Some(self.0.unit(id).await.map_err(|error| rpc::status(&error))?),
            None => None,
        };
        let certificate = self.0.certificate(&caller.serial).await.map_err(|error| rpc::status(&error))?;
        let permitted = policy::permitted(policy::Caller::Known(&caller));
        Ok(Response::new(pb::GetMyselfResponse {
            certificate_not_after_time: Some(moment::timestamp(certificate.not_after)),
            permitted_methods: permitted.into_iter().map(str::to_owned).collect(),
            principal_id: caller.id,
            certificate_serial: caller.serial,
            operator: operator.map(wire::operator),
            unit: unit.map(wire::unit),
        }))
    }
}

/// The unit whose operators the caller may list: `Some(None)` for all, `None` for nobody's. Services and the
/// duties `setup`, `security` and `audit` see all; others their own unit's.
fn visible(caller: &policy::Principal, asked: String) -> Option<Option<String>> {
    let asked = Some(asked).filter(|unit_id| !unit_id.is_empty());
    let sees_all = caller.kind == policy::Kind::Mesh
        || ["setup", "security", "audit"].into_iter().any(|duty| caller.has_duty(duty));
    if sees_all {
        return Some(asked);
    }
    let own = caller.unit_id.clone()?;
    asked.is_none_or(|asked| asked == own).then_some(Some(own))
}

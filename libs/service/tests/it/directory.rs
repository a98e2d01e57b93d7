//! The house that the tests call: identity's directory, with handlers that each do one thing.

use std::sync::{Arc, Mutex};

use command::audit::RefusedAttempt;
use futures::future::BoxFuture;
use kernel::clock::BusinessClock;
use kernel::error::{Coded, Finding, Kind};
use policy::Trust;
use proto::identity::v1 as pb;
use proto::identity::v1::directory_service_client::DirectoryServiceClient;
use proto::identity::v1::directory_service_server::{DirectoryService, DirectoryServiceServer};
use service::audit::AuditSink;
use service::{Server, rpc};
use testkit::mesh::{Directory, Leaf, Mesh};
use tonic::{Request, Response, Status};

pub(crate) struct House;

#[derive(Debug, thiserror::Error)]
#[error("the directory was imported already")]
pub(crate) struct AlreadyImported(Vec<Finding>);

impl AlreadyImported {
    pub(crate) fn new() -> Self {
        Self(vec![
            Finding::block("ALREADY_IMPORTED", "目录已导入", "imported already", "§10.0").figure("units", 9),
        ])
    }
}

impl Coded for AlreadyImported {
    fn kind(&self) -> Kind {
        Kind::Precondition
    }
    fn reason(&self) -> &str {
        "ALREADY_IMPORTED"
    }
    fn findings(&self) -> &[Finding] {
        &self.0
    }
}

#[tonic::async_trait]
impl DirectoryService for House {
    /// Refuses by rule.
    async fn import_directory(
        &self,
        _: Request<pb::ImportDirectoryRequest>,
    ) -> Result<Response<pb::ImportDirectoryResponse>, Status> {
        Err(rpc::status(&AlreadyImported::new()))
    }

    /// Has a bug.
    async fn get_unit(
        &self,
        _: Request<pb::GetUnitRequest>,
    ) -> Result<Response<pb::GetUnitResponse>, Status> {
        panic!("a secret of the house");
    }

    /// Never answers.
    async fn list_units(
        &self,
        _: Request<pb::ListUnitsRequest>,
    ) -> Result<Response<pb::ListUnitsResponse>, Status> {
        std::future::pending().await
    }

    /// Answers the trace and the time that it sees.
    async fn list_operators(
        &self,
        _: Request<pb::ListOperatorsRequest>,
    ) -> Result<Response<pb::ListOperatorsResponse>, Status> {
        let left = rpc::remaining().map(|left| left.as_millis().to_string()).unwrap_or_default();
        let operator = pb::Operator { id: left, ..Default::default() };
        let next_page_token = rpc::traceparent().unwrap_or_default();
        Ok(Response::new(pb::ListOperatorsResponse { operators: vec![operator], next_page_token }))
    }

    /// Answers who calls.
    async fn get_myself(
        &self,
        request: Request<pb::GetMyselfRequest>,
    ) -> Result<Response<pb::GetMyselfResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let unit = caller.unit.map(|unit| pb::Unit { id: unit.id, ..Default::default() });
        let (principal_id, certificate_serial) = (caller.id, caller.serial);
        Ok(Response::new(pb::GetMyselfResponse {
            principal_id,
            certificate_serial,
            unit,
            ..Default::default()
        }))
    }
}

/// Keeps refused attempts in memory.
#[derive(Clone, Default)]
pub(crate) struct Kept(pub(crate) Arc<Mutex<Vec<RefusedAttempt>>>);

impl AuditSink for Kept {
    fn keep(&self, attempt: RefusedAttempt) -> BoxFuture<'_, Result<(), command::Error>> {
        self.0.lock().unwrap().push(attempt);
        Box::pin(async { Ok(()) })
    }
}

/// The house, served.
pub(crate) struct Scene {
    pub(crate) mesh: Mesh,
    pub(crate) trust: Trust,
    pub(crate) kept: Kept,
    pub(crate) url: String,
}

impl Scene {
    pub(crate) async fn start(trust: Trust) -> Self {
        let (mesh, kept) = (Mesh::new(), Kept::default());
        let clock = testkit::clock::standing_at("2026-03-10 09:20");
        let url = serve(&mesh, &trust, &kept, &clock).await;
        Self { mesh, trust, kept, url }
    }

    pub(crate) fn client(&self, leaf: &Leaf) -> DirectoryServiceClient<channel::Channel> {
        DirectoryServiceClient::new(self.mesh.channel("identity", &self.url, leaf))
    }
}

async fn serve(mesh: &Mesh, trust: &Trust, kept: &Kept, clock: &BusinessClock) -> String {
    let server = Server::new().offer(DirectoryServiceServer::new(House)).audit(kept.clone());
    mesh.serve("identity", server, trust, clock).await
}

pub(crate) fn directory(version: i64) -> Directory {
    Directory::new(version)
        .unit("edu", &["department"])
        .unit("bzb", &["staffing_office"])
        .operator("edu-clerk", "edu", &[], &["clerk"])
        .operator("bzb-setup", "bzb", &[], &["setup"])
}

pub(crate) fn trust() -> Trust {
    Trust::own(Some(directory(1).snapshot()))
}

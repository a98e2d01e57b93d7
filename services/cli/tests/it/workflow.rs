//! A workflow service that gives each answer a command line must cope with, by the case's number.

use std::sync::{Arc, Mutex};

use kernel::error::{Coded, Finding, Kind};
use proto::workflow::v1 as pb;
use proto::workflow::v1::case_service_server::{CaseService, CaseServiceServer};
use proto::workflow::v1::material_service_server::{MaterialService, MaterialServiceServer};
use service::{Server, rpc};
use tonic::{Request, Response, Status, Streaming};

/// The case that is there.
pub(crate) const CASE: &str = "420800-2026-000001";
/// The case that somebody else just changed.
pub(crate) const CHANGED: &str = "420800-2026-000002";
/// The case whose approval the registry refuses.
pub(crate) const REFUSED: &str = "420800-2026-000003";

/// The case that moves on once, between the first look at it and the request that follows.
pub(crate) const MOVING: &str = "420800-2026-000004";

pub(crate) const OLD_ETAG: &str = "1-3";
const NEW_ETAG: &str = "1-4";

/// What reached the service.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub(crate) request_ids: Vec<String>,
    /// How often a case was looked at.
    looks: u32,
    /// Header, number of chunks, bytes.
    pub(crate) uploads: Vec<(pb::UploadHeader, usize, usize)>,
}

#[derive(Clone, Default)]
pub(crate) struct Workflow(pub(crate) Arc<Mutex<Seen>>);

impl Workflow {
    pub(crate) fn server(&self) -> Server {
        Server::new()
            .offer(CaseServiceServer::new(self.clone()))
            .offer(MaterialServiceServer::new(self.clone()))
    }

    fn note(&self, request_id: &str) {
        self.0.lock().unwrap().request_ids.push(request_id.to_owned());
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("no such case")]
    NotFound,
    #[error("the case changed since you saw it")]
    EtagMismatch,
    #[error("the rules say no")]
    Rules(Vec<Finding>),
}

impl Coded for Refusal {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::EtagMismatch => Kind::Conflict,
            Self::Rules(_) => Kind::Precondition,
        }
    }
    fn reason(&self) -> &str {
        match self {
            Self::NotFound => "CASE_NOT_FOUND",
            Self::EtagMismatch => "ETAG_MISMATCH",
            Self::Rules(_) => "QUOTA_INSUFFICIENT",
        }
    }
    fn zh(&self) -> Option<String> {
        matches!(self, Self::Rules(_)).then(|| "不符合用编条件".to_owned())
    }
    fn findings(&self) -> &[Finding] {
        match self {
            Self::Rules(findings) => findings,
            Self::NotFound | Self::EtagMismatch => &[],
        }
    }
}

/// Two findings at once, one with figures.
fn findings() -> Vec<Finding> {
    vec![
        Finding::block(
            "QUOTA_INSUFFICIENT",
            "可用编制不足",
            "too few seats are available",
            "《条例》第六条 / Decree 486 Art. 6",
        )
        .figure("available", 0),
        Finding::block("PLAN_EXCEEDED", "超出年度用编计划", "more than the annual plan", "Q4"),
    ]
}

pub(crate) fn case(id: &str) -> pb::Case {
    pb::Case {
        id: id.to_owned(),
        item: "quota_use".to_owned(),
        state: pb::CaseState::Submitted.into(),
        holder: pb::Holder::DeskAccept.into(),
        unit_id: "sch".to_owned(),
        department_id: "edu".to_owned(),
        version: 1,
        etag: OLD_ETAG.to_owned(),
        ..Default::default()
    }
}

#[tonic::async_trait]
impl CaseService for Workflow {
    async fn get_case(
        &self,
        request: Request<pb::GetCaseRequest>,
    ) -> Result<Response<pb::GetCaseResponse>, Status> {
        let id = request.into_inner().id;
        if ![CASE, CHANGED, REFUSED, MOVING].contains(&id.as_str()) {
            return Err(rpc::status(&Refusal::NotFound));
        }
        let mut seen = self.0.lock().unwrap();
        seen.looks += 1;
        let etag = if seen.looks == 1 { OLD_ETAG } else { NEW_ETAG };
        Ok(Response::new(pb::GetCaseResponse { case: Some(pb::Case { etag: etag.to_owned(), ..case(&id) }) }))
    }

    /// Three pages of one.
    async fn list_cases(
        &self,
        request: Request<pb::ListCasesRequest>,
    ) -> Result<Response<pb::ListCasesResponse>, Status> {
        let request = request.into_inner();
        if request.item == "exit" {
            return Ok(Response::new(pb::ListCasesResponse::default()));
        }
        let page: usize = request.page_token.parse().unwrap_or(0);
        let cases = vec![case([CASE, CHANGED, REFUSED][page])];
        let next_page_token = if page < 2 { (page + 1).to_string() } else { String::new() };
        Ok(Response::new(pb::ListCasesResponse { cases, next_page_token }))
    }

    async fn submit_case(
        &self,
        request: Request<pb::SubmitCaseRequest>,
    ) -> Result<Response<pb::SubmitCaseResponse>, Status> {
        let request = request.into_inner();
        self.note(&request.request_id);
        match request.case_id.as_str() {
            CHANGED => Err(rpc::status(&Refusal::EtagMismatch)),
            MOVING if request.etag != NEW_ETAG => Err(rpc::status(&Refusal::EtagMismatch)),
            REFUSED => Err(rpc::status(&Refusal::Rules(findings()))),
            id => Ok(Response::new(pb::SubmitCaseResponse { case: Some(case(id)) })),
        }
    }

    async fn approve_case(
        &self,
        request: Request<pb::ApproveCaseRequest>,
    ) -> Result<Response<pb::ApproveCaseResponse>, Status> {
        let id = request.into_inner().case_id;
        let outcome =
            if id == REFUSED { pb::ApprovalOutcome::BackInReview } else { pb::ApprovalOutcome::Completed };
        Ok(Response::new(pb::ApproveCaseResponse { case: Some(case(&id)), outcome: outcome.into() }))
    }

    async fn create_case(
        &self,
        _: Request<pb::CreateCaseRequest>,
    ) -> Result<Response<pb::CreateCaseResponse>, Status> {
        Err(Status::unimplemented("not asked by these tests"))
    }

    async fn update_case(
        &self,
        _: Request<pb::UpdateCaseRequest>,
    ) -> Result<Response<pb::UpdateCaseResponse>, Status> {
        Err(Status::unimplemented("not asked by these tests"))
    }

    async fn forward_case(
        &self,
        _: Request<pb::ForwardCaseRequest>,
    ) -> Result<Response<pb::ForwardCaseResponse>, Status> {
        Err(Status::unimplemented("not asked by these tests"))
    }

    async fn accept_case(
        &self,
        _: Request<pb::AcceptCaseRequest>,
    ) -> Result<Response<pb::AcceptCaseResponse>, Status> {
        Err(Status::unimplemented("not asked by these tests"))
    }

    async fn review_case(
        &self,
        _: Request<pb::ReviewCaseRequest>,
    ) -> Result<Response<pb::ReviewCaseResponse>, Status> {
        Err(Status::unimplemented("not asked by these tests"))
    }

    async fn return_case(
        &self,
        _: Request<pb::ReturnCaseRequest>,
    ) -> Result<Response<pb::ReturnCaseResponse>, Status> {
        Err(Status::unimplemented("not asked by these tests"))
    }

    async fn refuse_case(
        &self,
        _: Request<pb::RefuseCaseRequest>,
    ) -> Result<Response<pb::RefuseCaseResponse>, Status> {
        Err(Status::unimplemented("not asked by these tests"))
    }

    async fn withdraw_case(
        &self,
        _: Request<pb::WithdrawCaseRequest>,
    ) -> Result<Response<pb::WithdrawCaseResponse>, Status> {
        Err(Status::unimplemented("not asked by these tests"))
    }

    async fn list_timeline_entries(
        &self,
        _: Request<pb::ListTimelineEntriesRequest>,
    ) -> Result<Response<pb::ListTimelineEntriesResponse>, Status> {
        Err(Status::unimplemented("not asked by these tests"))
    }
}

#[tonic::async_trait]
impl MaterialService for Workflow {
    type DownloadMaterialStream =
        futures::stream::Iter<std::vec::IntoIter<Result<pb::DownloadMaterialResponse, Status>>>;

    async fn upload_material(
        &self,
        request: Request<Streaming<pb::UploadMaterialRequest>>,
    ) -> Result<Response<pb::UploadMaterialResponse>, Status> {
        let mut stream = request.into_inner();
        let (mut header, mut chunks, mut bytes) = (None, 0, 0);
        while let Some(message) = stream.message().await? {
            match message.part {
                Some(pb::upload_material_request::Part::Header(part)) => header = Some(part),
                Some(pb::upload_material_request::Part::Chunk(part)) => {
                    chunks += 1;
                    bytes += part.len();
                }
                None => {}
            }
        }
        let header = header.ok_or_else(|| Status::invalid_argument("no header"))?;
        let material =
            pb::Material { kind: header.kind.clone(), size_bytes: header.size_bytes, ..Default::default() };
        self.0.lock().unwrap().uploads.push((header, chunks, bytes));
        Ok(Response::new(pb::UploadMaterialResponse { material: Some(material) }))
    }

    async fn download_material(
        &self,
        _: Request<pb::DownloadMaterialRequest>,
    ) -> Result<Response<Self::DownloadMaterialStream>, Status> {
        let chunk = |byte: u8| Ok(pb::DownloadMaterialResponse { chunk: vec![byte; 3] });
        Ok(Response::new(futures::stream::iter(vec![chunk(b'a'), chunk(b'b')])))
    }
}

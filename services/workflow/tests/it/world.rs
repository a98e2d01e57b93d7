//! A city with one school, its department, its offices, and this house among fakes.

use std::time::Duration;

use channel::Channel;
use kernel::clock::{BusinessClock, SystemClock};
use policy::Trust;
use proto::workflow::v1 as pb;
use proto::workflow::v1::case_service_client::CaseServiceClient;
use proto::workflow::v1::definition_service_client::DefinitionServiceClient;
use proto::workflow::v1::material_service_client::MaterialServiceClient;
use testkit::clock::{local, standing_at};
use testkit::mesh::{Directory, Mesh};
use testkit::postgres::{Database, database};
use tonic::{Request, Status};
use uuid::Uuid;
use vault::Vault;
use workflow::app::{App, Leaf, World as Outside};
use workflow::remote;

use crate::bridge::Bridge;
use crate::document::Document;
use crate::registry::Registry;

pub const PDF: &[u8] = b"%PDF-1.7 a scan";
/// Largest material of this world, bytes.
pub const LIMIT: u64 = 100_000;

pub struct World {
    mesh: Mesh,
    pub database: Database,
    pub app: App,
    pub clock: BusinessClock,
    pub registry: Registry,
    pub document: Document,
    pub bridge: Bridge,
    url: String,
    _folder: tempfile::TempDir,
}

fn directory() -> Directory {
    Directory::new(1)
        .unit("so", &["staffing_office"])
        .unit("edu", &["department"])
        .unit_of("sch", &["sub_unit"], "edu")
        .unit("hlt", &["department"])
        .unit("org", &["org_dept"])
        .unit("hr", &["hr_bureau"])
        .unit("fin", &["finance"])
        .unit("pen", &["pension"])
        .operator("sch-clerk", "sch", &[], &["clerk"])
        .operator("edu-clerk", "edu", &[], &["clerk"])
        .operator("hlt-clerk", "hlt", &[], &["clerk"])
        .operator("so-accept", "so", &["desk_accept"], &[])
        .operator("so-review", "so", &["desk_review"], &[])
        .operator("so-approve", "so", &["desk_approve"], &[])
        .operator("so-all", "so", &["desk_accept", "desk_review", "desk_approve"], &[])
        .operator("so-setup", "so", &[], &["setup"])
        .operator("hr-opinion", "hr", &[], &["opinion"])
}

impl World {
    /// Everything started at a local time, both definitions published.
    pub async fn start(at: &str) -> Self {
        let world = Self::bare(at).await;
        for yaml in
            [include_str!("../../definitions/quota_use.yaml"), include_str!("../../definitions/entry.yaml")]
        {
            world.publish(yaml).await.unwrap();
        }
        world
    }

    /// Everything started, nothing published.
    pub async fn bare(at: &str) -> Self {
        let (mesh, clock) = (Mesh::new(), standing_at(at));
        let trust = Trust::own(Some(directory().snapshot()));
        let (registry, document, bridge) = (Registry::default(), Document::default(), Bridge::default());
        let new = service::Server::new;
        let registry_url = mesh.serve("registry", registry.offer(new()), &trust, &clock).await;
        let document_url = mesh.serve("document", document.offer(new()), &trust, &clock).await;
        let bridge_url = mesh.serve("bridge", bridge.offer(new()), &trust, &clock).await;

        let database = database(&sqlx::migrate!()).await;
        let folder = tempfile::tempdir().unwrap();
        let own = mesh.service("workflow");
        let app = App::new(Outside {
            pool: database.pool.clone(),
            vault: Vault::open_or_create(folder.path().join("vault.keys")).unwrap(),
            calendar: calendar::Calendar::published(),
            clock: clock.clone(),
            system_clock: SystemClock,
            trust: trust.clone(),
            blobs: blob::Store::folder(folder.path().join("blobs")).unwrap(),
            material_limit_bytes: LIMIT,
            registry: remote::Registry(mesh.channel("registry", &registry_url, &own)),
            document: remote::Document(mesh.channel("document", &document_url, &own)),
            bridge: remote::Bridge(mesh.channel("bridge", &bridge_url, &own)),
            leaf: Leaf(own.certificate),
        });
        let server = workflow::offer(app.clone()).audit(database.pool.clone());
        let url = mesh.serve("workflow", server, &trust, &clock).await;
        Self { mesh, database, app, clock, registry, document, bridge, url, _folder: folder }
    }

    fn channel(&self, operator: &str) -> Channel {
        let unit = operator.split_once('-').map_or(operator, |(unit, _)| unit);
        self.mesh.channel("workflow", &self.url, &self.mesh.operator(operator, unit))
    }

    pub fn cases(&self, operator: &str) -> CaseServiceClient<Channel> {
        CaseServiceClient::new(self.channel(operator))
    }

    pub fn materials(&self, operator: &str) -> MaterialServiceClient<Channel> {
        MaterialServiceClient::new(self.channel(operator))
    }

    pub fn definitions(&self, operator: &str) -> DefinitionServiceClient<Channel> {
        DefinitionServiceClient::new(self.channel(operator))
    }

    /// Moves the clock to a local time.
    pub fn at(&self, time: &str) {
        self.clock.advance_to(local(time));
    }

    pub async fn publish(&self, yaml: &str) -> Result<pb::Definition, Status> {
        let request = pb::PublishDefinitionRequest { request_id: fresh(), yaml: yaml.to_owned() };
        let answer = self.definitions("so-setup").publish_definition(request).await?;
        Ok(answer.into_inner().definition.unwrap())
    }

    pub async fn get(&self, operator: &str, id: &str) -> pb::Case {
        let request = pb::GetCaseRequest { id: id.to_owned() };
        self.cases(operator).get_case(request).await.unwrap().into_inner().case.unwrap()
    }

    pub async fn timeline(&self, id: &str) -> Vec<pb::TimelineEntry> {
        let request = pb::ListTimelineEntriesRequest { case_id: id.to_owned(), ..Default::default() };
        self.cases("so-accept").list_timeline_entries(request).await.unwrap().into_inner().entries
    }

    pub async fn create(
        &self,
        operator: &str,
        form: proto::r#type::v1::ProposedChange,
    ) -> Result<pb::Case, Status> {
        let item = match form.change.as_ref().unwrap() {
            proto::r#type::v1::proposed_change::Change::QuotaUse(_) => "quota_use",
            proto::r#type::v1::proposed_change::Change::Entry(_) => "entry",
        };
        let request = pb::CreateCaseRequest {
            request_id: fresh(),
            item: item.into(),
            form: Some(form),
            ..Default::default()
        };
        Ok(self.cases(operator).create_case(request).await?.into_inner().case.unwrap())
    }

    pub async fn upload(&self, operator: &str, case: &pb::Case, kind: &str) -> pb::Material {
        self.upload_bytes(operator, case, kind, "application/pdf", PDF).await.unwrap()
    }

    pub async fn upload_bytes(
        &self,
        operator: &str,
        case: &pb::Case,
        kind: &str,
        media_type: &str,
        bytes: &[u8],
    ) -> Result<pb::Material, Status> {
        let header = pb::UploadHeader {
            request_id: fresh(),
            case_id: case.id.clone(),
            kind: kind.into(),
            media_type: media_type.into(),
            size_bytes: i64::try_from(bytes.len()).unwrap(),
        };
        self.upload_after(operator, header, bytes).await
    }

    pub async fn upload_after(
        &self,
        operator: &str,
        header: pb::UploadHeader,
        bytes: &[u8],
    ) -> Result<pb::Material, Status> {
        use pb::upload_material_request::Part;
        let parts = [Part::Header(header)]
            .into_iter()
            .chain(bytes.chunks(64 * 1024).map(|chunk| Part::Chunk(chunk.to_vec())))
            .map(|part| pb::UploadMaterialRequest { part: Some(part) });
        let stream = tokio_stream::iter(parts.collect::<Vec<_>>());
        Ok(self.materials(operator).upload_material(stream).await?.into_inner().material.unwrap())
    }

    pub async fn forward(&self, operator: &str, case: &pb::Case) -> Result<pb::Case, Status> {
        let (case_id, etag) = (case.id.clone(), case.etag.clone());
        let request = pb::ForwardCaseRequest { request_id: fresh(), case_id, etag };
        Ok(self.cases(operator).forward_case(request).await?.into_inner().case.unwrap())
    }

    pub async fn submit(&self, operator: &str, case: &pb::Case) -> Result<pb::Case, Status> {
        let (case_id, etag) = (case.id.clone(), case.etag.clone());
        let request = pb::SubmitCaseRequest { request_id: fresh(), case_id, etag };
        Ok(self.cases(operator).submit_case(request).await?.into_inner().case.unwrap())
    }

    pub async fn accept(&self, operator: &str, case: &pb::Case) -> Result<pb::Case, Status> {
        let (case_id, etag) = (case.id.clone(), case.etag.clone());
        let request = pb::AcceptCaseRequest { request_id: fresh(), case_id, etag, remark: String::new() };
        Ok(self.cases(operator).accept_case(request).await?.into_inner().case.unwrap())
    }

    pub async fn review(&self, operator: &str, case: &pb::Case) -> Result<pb::Case, Status> {
        let (case_id, etag) = (case.id.clone(), case.etag.clone());
        let request =
            pb::ReviewCaseRequest { request_id: fresh(), case_id, etag, basis: "符合规定".into() };
        Ok(self.cases(operator).review_case(request).await?.into_inner().case.unwrap())
    }

    pub fn approval(case: &pb::Case) -> pb::ApproveCaseRequest {
        let (case_id, etag) = (case.id.clone(), case.etag.clone());
        pb::ApproveCaseRequest {
            request_id: fresh(), case_id, etag, basis: "编委会年度用编计划".into()
        }
    }

    pub async fn approve(
        &self,
        operator: &str,
        request: pb::ApproveCaseRequest,
    ) -> Result<pb::ApproveCaseResponse, Status> {
        self.approve_within(operator, request, Duration::from_secs(5)).await
    }

    pub async fn approve_within(
        &self,
        operator: &str,
        request: pb::ApproveCaseRequest,
        patience: Duration,
    ) -> Result<pb::ApproveCaseResponse, Status> {
        let mut request = Request::new(request);
        request.set_timeout(patience);
        Ok(self.cases(operator).approve_case(request).await?.into_inner())
    }

    pub async fn return_case(&self, operator: &str, case: &pb::Case) -> Result<pb::Case, Status> {
        let (case_id, etag) = (case.id.clone(), case.etag.clone());
        let defects = vec!["岗位名称与编制方案不符".into(), "请补充班子研究意见页码".into()];
        let request = pb::ReturnCaseRequest { request_id: fresh(), case_id, etag, defects };
        Ok(self.cases(operator).return_case(request).await?.into_inner().case.unwrap())
    }

    /// The school's draft for so many seats.
    pub async fn draft_quota_use(&self, quantity: i32) -> pb::Case {
        self.create("sch-clerk", crate::forms::quota_use(quantity)).await.unwrap()
    }

    /// The school's request, submitted by its department.
    pub async fn submitted_quota_use(&self) -> pb::Case {
        let case = self.draft_quota_use(2).await;
        self.upload("sch-clerk", &case, "M10").await;
        let case = self.forward("sch-clerk", &case).await.unwrap();
        self.submit("edu-clerk", &case).await.unwrap()
    }

    /// The school's request on the approval desk.
    pub async fn reviewed_quota_use(&self) -> pb::Case {
        let case = self.submitted_quota_use().await;
        let case = self.accept("so-accept", &case).await.unwrap();
        self.review("so-review", &case).await.unwrap()
    }

    /// The school's entry of 李静文, submitted by its department.
    pub async fn submitted_entry(&self) -> pb::Case {
        let case = self.create("sch-clerk", crate::forms::entry()).await.unwrap();
        self.upload("sch-clerk", &case, "M02").await;
        let case = self.forward("sch-clerk", &case).await.unwrap();
        self.submit("edu-clerk", &case).await.unwrap()
    }

    /// Type and body of every fact told so far, oldest first.
    pub async fn told(&self) -> Vec<messaging::outbox::Fact> {
        let mut connection = self.database.pool.acquire().await.unwrap();
        let waiting = messaging::outbox::oldest(&mut connection, 100).await.unwrap();
        waiting.into_iter().map(|waiting| waiting.fact).collect()
    }

    /// Reasons of the attempts kept for audit, oldest first.
    pub async fn refused_attempts(&self) -> Vec<(String, String)> {
        use sqlx::Row;
        let rows =
            sqlx::query("select principal_id, reason from refused_attempt order by refused_attempt_id")
                .fetch_all(&self.database.pool)
                .await
                .unwrap();
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    }
}

/// A new request id.
pub fn fresh() -> String {
    Uuid::now_v7().to_string()
}

/// Reason of a refusal.
pub fn reason(status: &Status) -> String {
    channel::failure(status).reason
}

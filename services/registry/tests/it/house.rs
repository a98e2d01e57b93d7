//! A registry in this process, behind its real door, with a clock that stands still and a small directory.
use std::sync::Arc;

use channel::Channel;
use kernel::clock::BusinessClock;
use messaging::outbox::Waiting;
use policy::{Snapshot, Trust};
use proto::identity::v1 as identity;
use proto::registry::v1 as pb;
use proto::registry::v1::change_service_client::ChangeServiceClient;
use proto::registry::v1::import_service_client::ImportServiceClient;
use proto::registry::v1::institution_service_client::InstitutionServiceClient;
use proto::registry::v1::person_service_client::PersonServiceClient;
use proto::registry::v1::quota_service_client::QuotaServiceClient;
use registry::app::{App, Violations};
use tempfile::TempDir;
use testkit::mesh::Mesh;
use testkit::postgres::Database;
use uuid::Uuid;

use crate::base::Base;

pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) clock: BusinessClock,
    pub(crate) database: Database,
    mesh: Mesh,
    url: String,
    _folder: TempDir,
}

impl House {
    /// An empty registry at a local date and time.
    pub(crate) async fn at(now: &str) -> Self {
        let database = testkit::postgres::database(&sqlx::migrate!()).await;
        let clock = testkit::clock::standing_at(now);
        let folder = tempfile::tempdir().unwrap();
        let keys = vault::Vault::open_or_create(folder.path().join("keys")).unwrap();
        let app = App::new(database.pool.clone(), clock.clone(), Arc::new(keys));

        let mesh = Mesh::new();
        let trust = Trust::own(Some(Snapshot::from_proto(directory())));
        let server = registry::server(app.clone(), database.pool.clone());
        let url = mesh.serve("registry", server, &trust, &clock).await;
        Self { app, clock, database, mesh, url, _folder: folder }
    }

    /// A registry with base data, imported on 2026-03-01.
    pub(crate) async fn with(base: Base) -> Self {
        let house = Self::at("2026-03-01 09:00").await;
        house.import(base).await.unwrap();
        house
    }

    pub(crate) async fn import(&self, base: Base) -> Result<pb::ImportRegistryResponse, tonic::Status> {
        let mut client = ImportServiceClient::new(self.operator("so-setup", "so"));
        let request = pb::ImportRegistryRequest { request_id: new_id(), files: base.files() };
        Ok(client.import_registry(request).await?.into_inner())
    }

    /// Moves the business clock to a local date and time.
    pub(crate) fn now_is(&self, text: &str) {
        self.clock.advance_to(testkit::clock::local(text));
    }

    pub(crate) fn mesh(&self, service: &str) -> Channel {
        self.mesh.channel("registry", &self.url, &self.mesh.service(service))
    }

    pub(crate) fn operator(&self, operator: &str, unit: &str) -> Channel {
        self.mesh.channel("registry", &self.url, &self.mesh.operator(operator, unit))
    }

    pub(crate) fn quota(&self) -> QuotaServiceClient<Channel> {
        QuotaServiceClient::new(self.mesh("workflow"))
    }

    pub(crate) fn change(&self) -> ChangeServiceClient<Channel> {
        ChangeServiceClient::new(self.mesh("workflow"))
    }

    pub(crate) fn institutions(&self, operator: &str, unit: &str) -> InstitutionServiceClient<Channel> {
        InstitutionServiceClient::new(self.operator(operator, unit))
    }

    pub(crate) fn people(&self, caller: Channel) -> PersonServiceClient<Channel> {
        PersonServiceClient::new(caller)
    }

    /// Types of the facts told so far, oldest first, the import's left out.
    pub(crate) async fn told(&self) -> Vec<String> {
        let facts = self.facts().await.into_iter().map(|waiting| waiting.fact.event_type);
        facts.filter(|fact| fact != "cn.bianzhi.registry.imported.v1").collect()
    }

    pub(crate) async fn facts(&self) -> Vec<Waiting> {
        let mut connection = self.database.pool.acquire().await.unwrap();
        messaging::outbox::oldest(&mut connection, 1000).await.unwrap()
    }

    /// One number out of the database.
    pub(crate) async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&self.database.pool).await.unwrap()
    }

    /// Nothing is so in the ledger that must never be.
    pub(crate) async fn assert_ledger_holds(&self) {
        assert_eq!(self.app.audit_ledger().await.unwrap(), Violations::default());
    }

    pub(crate) async fn close(self) {
        self.mesh.lifecycle.end().await;
    }
}

pub(crate) fn new_id() -> String {
    Uuid::now_v7().to_string()
}

fn directory() -> identity::TrustSnapshot {
    let unit = |id: &str, kinds: &[&str], department: &str, jurisdiction: &str| identity::Unit {
        id: id.into(),
        name: id.into(),
        kinds: kinds.iter().map(ToString::to_string).collect(),
        department_id: department.into(),
        jurisdiction_id: jurisdiction.into(),
        area_code: if jurisdiction == "jingmen" { "420800" } else { "420881" }.into(),
        permitted_items: Vec::new(),
    };
    let operator = |id: &str, unit: &str, duty: &str| identity::Operator {
        id: id.into(),
        unit_id: unit.into(),
        duties: vec![duty.into()],
        ..Default::default()
    };
    let units = vec![
        unit("so", &["staffing_office"], "so", "jingmen"),
        unit("edu", &["department"], "edu", "jingmen"),
        unit("sch", &["sub_unit"], "edu", "jingmen"),
        unit("hlt", &["department"], "hlt", "jingmen"),
        unit("hr", &["department", "hr_bureau"], "hr", "jingmen"),
        unit("fin", &["department", "finance"], "fin", "jingmen"),
        unit("pen", &["sub_unit", "pension"], "hr", "jingmen"),
        unit("zso", &["staffing_office"], "zso", "zhongxiang"),
        unit("zxs", &["sub_unit"], "zxe", "zhongxiang"),
    ];
    let operators = vec![
        operator("so-setup", "so", "setup"),
        operator("so-clerk", "so", "clerk"),
        operator("edu-clerk", "edu", "clerk"),
        operator("sch-clerk", "sch", "clerk"),
        operator("hlt-clerk", "hlt", "clerk"),
        operator("hr-opinion", "hr", "opinion"),
        operator("fin-clerk", "fin", "clerk"),
        operator("pen-clerk", "pen", "clerk"),
        operator("zso-clerk", "zso", "clerk"),
    ];
    identity::TrustSnapshot { version: 1, units, operators, ..Default::default() }
}

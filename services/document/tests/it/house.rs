//! The house in process: real gRPC, a database of its own, a clock that stands, callers by name.

use std::{collections::BTreeSet, path::PathBuf};

use document::{
    app::{App, World},
    grpc::Grpc,
    render::Renderer,
};
use messaging::outbox::Waiting;
use policy::{Kind, Principal, Unit};
use proto::document::v1::{
    document_service_client::DocumentServiceClient, document_service_server::DocumentServiceServer,
    verification_service_client::VerificationServiceClient,
    verification_service_server::VerificationServiceServer,
};
use seal::Keyring;
use testkit::postgres::Database;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{
    Request, Status,
    service::interceptor::InterceptedService,
    transport::{Channel, Server},
};

/// 16 characters, the longest office name that the layout is drawn for.
pub(crate) const OFFICE: &str = "中共荆门市委机构编制委员会办公室";
const CALLER: &str = "test-caller";

pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) database: Database,
    pub(crate) keys: PathBuf,
    channel: Channel,
    _folder: tempfile::TempDir,
}

/// A client that says who is calling.
pub(crate) type As = InterceptedService<Channel, Name>;

#[derive(Clone)]
pub(crate) struct Name(&'static str);

impl tonic::service::Interceptor for Name {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert(CALLER, self.0.parse().unwrap());
        Ok(request)
    }
}

impl House {
    pub(crate) async fn new() -> Self {
        let database = testkit::postgres::database(&sqlx::migrate!()).await;
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        Keyring::create_key(&keys, "jingmen", OFFICE).unwrap();
        let app = App::new(World {
            pool: database.pool.clone(),
            clock: testkit::clock::standing_at("2026-08-25 10:00"),
            keyring: Keyring::open(&keys).unwrap(),
            renderer: Renderer::load(&fonts()).unwrap(),
            files: blob::Store::folder(folder.path().join("blobs")).unwrap(),
        });

        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let grpc = Grpc(app.clone());
        let server = Server::builder()
            .add_service(DocumentServiceServer::with_interceptor(grpc.clone(), authenticate))
            .add_service(VerificationServiceServer::with_interceptor(grpc, authenticate));
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        let channel = Channel::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap();
        Self { app, database, keys, channel, _folder: folder }
    }

    /// A house with all series of 2026 open as in G1.
    pub(crate) async fn with_series() -> Self {
        let house = Self::new().await;
        for (kind, prefix, last) in
            [(1, "荆编用", 11), (2, "荆编进", 86), (3, "荆编核", 90), (4, "荆编函", 45)]
        {
            let request = crate::request::open_series(kind, prefix, last);
            house.documents("so-setup").open_series(request).await.unwrap();
        }
        house
    }

    pub(crate) fn documents(&self, caller: &'static str) -> DocumentServiceClient<As> {
        DocumentServiceClient::with_interceptor(self.channel.clone(), Name(caller))
    }

    pub(crate) fn verification(&self, caller: &'static str) -> VerificationServiceClient<As> {
        VerificationServiceClient::with_interceptor(self.channel.clone(), Name(caller))
    }

    /// Types of everything told so far, oldest first.
    pub(crate) async fn told(&self) -> Vec<Waiting> {
        let mut connection = self.database.pool.acquire().await.unwrap();
        messaging::outbox::oldest(&mut connection, 1000).await.unwrap()
    }

    pub(crate) async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&self.database.pool).await.unwrap()
    }

    pub(crate) async fn execute(&self, sql: &'static str) -> u64 {
        sqlx::query(sql).execute(&self.database.pool).await.unwrap().rows_affected()
    }
}

pub(crate) fn fonts() -> PathBuf {
    let repository = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.cache/fonts");
    std::env::var_os("BIANZHI_FONTS").map_or_else(|| repository.into(), PathBuf::from)
}

/// What libs/service does from the certificate, here from a name.
fn authenticate(mut request: Request<()>) -> Result<Request<()>, Status> {
    let name = request.metadata().get(CALLER).unwrap().to_str().unwrap().to_owned();
    request.extensions_mut().insert(principal(&name));
    Ok(request)
}

fn principal(name: &str) -> Principal {
    let (kind, unit_id, kinds): (_, Option<&str>, &[&str]) = match name {
        "workflow" => (Kind::Mesh, None, &[]),
        "so-setup" | "so-accept" => (Kind::Unit, Some("so"), &["staffing_office"]),
        "edu-clerk" => (Kind::Unit, Some("edu"), &["department"]),
        "sch-clerk" => (Kind::Unit, Some("sch"), &["sub_unit"]),
        "pol-clerk" => (Kind::Unit, Some("pol"), &["department"]),
        "hr-opinion" => (Kind::Unit, Some("hr"), &["department", "hr_bureau"]),
        "finance-420800" => (Kind::Partner, Some("fin"), &["department", "finance"]),
        other => panic!("the directory has no {other}"),
    };
    let unit = unit_id.map(|id| Unit {
        id: id.to_owned(),
        name: id.to_owned(),
        kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        department_id: if id == "sch" { "edu".to_owned() } else { id.to_owned() },
        jurisdiction_id: "jingmen".to_owned(),
        area_code: "420800".to_owned(),
        permitted_items: BTreeSet::new(),
    });
    Principal {
        kind,
        id: name.to_owned(),
        unit_id: unit_id.map(str::to_owned),
        operator_id: (kind == Kind::Unit).then(|| name.to_owned()),
        unit,
        desks: BTreeSet::new(),
        duties: BTreeSet::new(),
        serial: "0A".to_owned(),
    }
}

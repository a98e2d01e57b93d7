//! Identity in process: made by `identity init`, served at two sockets.
use std::path::PathBuf;

use channel::{Channel, Endpoint, Failure, Identity};
use identity::app::App;
use identity::ca::{Authority, LeafFiles, Notary};
use identity::init::{self, Arguments};
use kernel::clock::BusinessClock;
use messaging::outbox::{self, Fact};
use proto::identity::v1 as pb;
use proto::identity::v1::certificate_service_client::CertificateServiceClient;
use proto::identity::v1::directory_service_client::DirectoryServiceClient;
use proto::identity::v1::trust_service_client::TrustServiceClient;
use rcgen::{CertificateParams, KeyPair};
use service::config::Settings;
use service::lifecycle::Lifecycle;
use sqlx::PgPool;
use tempfile::TempDir;
use testkit::postgres::Database;
use tokio::net::TcpListener;
use tonic::Status;
use uuid::Uuid;

pub(crate) const SEED: &str = "\
id,unit_id,display_name,desks,duties,superior_id,person_id
so-setup,so,系统管理员,,setup,,
so-security,so,安全管理员,,security,,
so-audit,so,审计管理员,,audit,,
";
pub(crate) const UNITS: &str = "\
id,name,kinds,department_id,jurisdiction_id,area_code,permitted_items
so,荆门市委编办,staffing_office,,jingmen,420800,
edu,荆门市教育局,department,,jingmen,420800,quota_use;entry
sch,荆门市第一中学,sub_unit,edu,jingmen,420800,
hr,荆门市人社局,department;hr_bureau,,jingmen,420800,
";
pub(crate) const OPERATORS: &str = "\
id,unit_id,display_name,desks,duties,superior_id,person_id
so-setup,so,系统管理员,,setup,,
so-security,so,安全管理员,,security,,
so-audit,so,审计管理员,,audit,,
so-accept,so,王科长,desk_accept,,so-audit,
sch-clerk,sch,张老师,,clerk,,
edu-clerk,edu,刘科员,,clerk,,
";
pub(crate) const PARTNERS: &str = "id,unit_id,role,area_code\nhr-420800,hr,hr,420800\n";

/// Identity, running.
pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) pool: PgPool,
    pub(crate) folder: TempDir,
    settings: Settings<identity::Config>,
    urls: [String; 2],
    _lifecycle: Lifecycle,
    _database: Database,
}

/// Somebody with a key and a certificate.
pub(crate) struct Holder {
    pub(crate) certificate: pb::Certificate,
    channel: Channel,
}

/// A signing request, and the key that it proves.
pub(crate) struct Csr {
    pub(crate) key: KeyPair,
    pub(crate) pem: String,
}

pub(crate) fn csr() -> Csr {
    let key = KeyPair::generate().unwrap();
    let pem = CertificateParams::default().serialize_request(&key).unwrap().pem().unwrap();
    Csr { key, pem }
}

pub(crate) fn request_id() -> String {
    Uuid::new_v4().to_string()
}

/// The reason of a refusal.
pub(crate) fn reason(status: &Status) -> String {
    failure(status).reason
}

pub(crate) fn failure(status: &Status) -> Failure {
    channel::failure(status)
}

pub(crate) async fn house() -> House {
    let database = testkit::postgres::database(&identity::MIGRATIONS).await;
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(&database.url, &folder);
    let arguments = arguments(&folder);
    init::run(&arguments, &settings).await.unwrap();

    let app = replica(&settings, database.pool.clone());
    app.app.publish().await.unwrap();
    let lifecycle = Lifecycle::default();
    let doors = identity::doors(app.app.clone(), database.pool.clone(), lifecycle.stop());
    let (mutual, first) = door(&settings, &app.trust).await;
    let (enrolment, second) = door(&settings, &app.trust).await;
    doors.mutual.serve(&lifecycle, mutual).unwrap();
    doors.enrolment.serve_anybody(&lifecycle, enrolment).unwrap();
    House {
        app: app.app,
        pool: database.pool.clone(),
        folder,
        settings,
        urls: [first, second],
        _lifecycle: lifecycle,
        _database: database,
    }
}

/// An application over the house's database and authority, with a directory of its own in memory.
pub(crate) struct Replica {
    pub(crate) app: App,
    pub(crate) trust: policy::Trust,
}

fn replica(settings: &Settings<identity::Config>, pool: PgPool) -> Replica {
    let ca = &settings.house.ca;
    let authority = Authority::open(&ca.folder, "bianzhi", ca.lifetimes()).unwrap();
    let notary = Notary::new(&settings.common.tls.certificate, &settings.common.tls.key);
    let trust = policy::Trust::own(None);
    Replica { app: App::new(pool, BusinessClock::system(), authority, notary, trust.clone()), trust }
}

async fn door(settings: &Settings<identity::Config>, trust: &policy::Trust) -> (service::Door, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let door = service::Door {
        listener,
        tls: settings.common.tls.clone(),
        trust_domain: "bianzhi".to_owned(),
        trust: trust.clone(),
        business_clock: BusinessClock::system(),
    };
    (door, url)
}

pub(crate) fn arguments(folder: &TempDir) -> Arguments {
    let seed = folder.path().join("seed.csv");
    std::fs::write(&seed, SEED).unwrap();
    Arguments { config: None, out: folder.path().join("out"), seed: Some(seed) }
}

pub(crate) fn settings(database_url: &str, folder: &TempDir) -> Settings<identity::Config> {
    let mut common = service::Config::default();
    common.database.url = database_url.to_owned().into();
    common.database.max_connections = 5;
    let out = folder.path().join("out");
    common.tls.roots = out.join("root.pem");
    common.tls.certificate = out.join("services/identity/certificate.pem");
    common.tls.key = out.join("services/identity/key.pem");
    let mut house = identity::Config::default();
    house.ca.folder = folder.path().join("ca");
    Settings { common, house }
}

impl House {
    pub(crate) fn roots(&self) -> PathBuf {
        self.settings.common.tls.roots.clone()
    }

    pub(crate) fn own_leaf(&self) -> LeafFiles {
        let tls = &self.settings.common.tls;
        LeafFiles { certificate: tls.certificate.clone(), key: tls.key.clone(), bundle: None }
    }

    /// Another replica of identity.
    pub(crate) fn replica(&self) -> Replica {
        replica(&self.settings, self.pool.clone())
    }

    pub(crate) fn administrator_token(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("out/admin.token")).unwrap()
    }

    /// Certificates, at the listener that asks for none.
    pub(crate) fn enrolment(&self) -> CertificateServiceClient<Channel> {
        let endpoint = Endpoint { service: "identity".into(), url: self.urls[1].clone() };
        let nobody = Identity::nobody(&self.roots());
        CertificateServiceClient::new(channel::connect(&endpoint, &nobody).unwrap())
    }

    /// A token for a principal, made with the administrator token.
    pub(crate) async fn token(&self, kind: pb::PrincipalKind, principal_id: &str) -> Result<String, Status> {
        let request = pb::CreateEnrolmentTokenRequest {
            request_id: request_id(),
            kind: kind.into(),
            principal_id: principal_id.into(),
            lifetime_seconds: 0,
            administrator_token: self.administrator_token(),
        };
        Ok(self.enrolment().create_enrolment_token(request).await?.into_inner().token)
    }

    /// Enrols a principal with a fresh key.
    pub(crate) async fn enrol(&self, kind: pb::PrincipalKind, principal_id: &str) -> Holder {
        let token = self.token(kind, principal_id).await.unwrap();
        let csr = csr();
        let request = pb::EnrolCertificateRequest { token, signing_request: csr.pem.clone() };
        let enrolled = self.enrolment().enrol_certificate(request).await.unwrap().into_inner();
        self.holder(enrolled.certificate.unwrap(), enrolled.chain, &csr)
    }

    /// Enrols an operator.
    pub(crate) async fn operator(&self, id: &str) -> Holder {
        self.enrol(pb::PrincipalKind::Unit, id).await
    }

    /// Whoever holds this certificate and its key.
    pub(crate) fn holder(&self, certificate: pb::Certificate, chain: String, csr: &Csr) -> Holder {
        let folder = self.folder.path().join(&certificate.serial);
        std::fs::create_dir_all(&folder).unwrap();
        let (chain_file, key_file) = (folder.join("certificate.pem"), folder.join("key.pem"));
        std::fs::write(&chain_file, &chain).unwrap();
        std::fs::write(&key_file, csr.key.serialize_pem()).unwrap();
        let channel = self.connect(&Identity::files(&self.roots(), &chain_file, &key_file));
        Holder { certificate, channel }
    }

    /// A service, by the leaf that `identity init` gave it.
    pub(crate) fn service(&self, name: &str) -> Channel {
        let folder = self.folder.path().join("out/services").join(name);
        let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
        self.connect(&Identity::files(&self.roots(), &certificate, &key))
    }

    fn connect(&self, identity: &Identity) -> Channel {
        let endpoint = Endpoint { service: "identity".into(), url: self.urls[0].clone() };
        channel::connect(&endpoint, identity).unwrap()
    }

    /// Imports the usual directory as `so-setup`.
    pub(crate) async fn import(&self) -> pb::ImportDirectoryResponse {
        let setup = self.operator("so-setup").await;
        let request = import_request(UNITS, OPERATORS, PARTNERS);
        setup.directory().import_directory(request).await.unwrap().into_inner()
    }

    /// The facts told so far, of this type.
    pub(crate) async fn told(&self, event_type: &str) -> Vec<Fact> {
        let mut connection = self.pool.acquire().await.unwrap();
        let told = outbox::oldest(&mut connection, 1000).await.unwrap();
        told.into_iter().map(|waiting| waiting.fact).filter(|fact| fact.event_type == event_type).collect()
    }

    /// Reasons of the refused attempts that were kept.
    pub(crate) async fn refused(&self) -> Vec<String> {
        sqlx::query_scalar("select reason from refused_attempt order by refused_attempt_id")
            .fetch_all(&self.pool)
            .await
            .unwrap()
    }
}

impl Holder {
    pub(crate) fn certificates(&self) -> CertificateServiceClient<Channel> {
        CertificateServiceClient::new(self.channel.clone())
    }

    pub(crate) fn directory(&self) -> DirectoryServiceClient<Channel> {
        DirectoryServiceClient::new(self.channel.clone())
    }

    pub(crate) fn trust(&self) -> TrustServiceClient<Channel> {
        TrustServiceClient::new(self.channel.clone())
    }
}

pub(crate) fn import_request(units: &str, operators: &str, partners: &str) -> pb::ImportDirectoryRequest {
    let file = |name: &str, text: &str| pb::ImportFile { name: name.into(), content: text.into() };
    pb::ImportDirectoryRequest {
        request_id: request_id(),
        files: vec![
            file("units.csv", units),
            file("operators.csv", operators),
            file("partners.csv", partners),
        ],
    }
}

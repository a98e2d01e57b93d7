//! What changes under a running service: the trust snapshot, its own certificate.

use std::fs;
use std::pin::Pin;
use std::time::Duration;

use channel::{Endpoint, Identity};
use kernel::clock::SystemClock;
use policy::Trust;
use prost::Message;
use proto::identity::v1 as pb;
use proto::identity::v1::certificate_service_client::CertificateServiceClient;
use proto::identity::v1::certificate_service_server::{CertificateService, CertificateServiceServer};
use proto::identity::v1::trust_service_server::{TrustService, TrustServiceServer};
use proto::identity::v1::{SignedTrustSnapshot, TrustSnapshot, WatchTrustRequest, WatchTrustResponse};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{PrivateKeyDer, ServerName};
use service::Server;
use testkit::eventually;
use testkit::mesh::{Leaf, Mesh};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tonic::{Request, Response, Status};

use crate::directory::directory;

const PATIENCE: Duration = Duration::from_secs(10);

/// Identity, whose stream ends after one snapshot, newer each time.
struct Restless {
    signer: Leaf,
    versions: std::sync::atomic::AtomicI64,
}

#[tonic::async_trait]
impl TrustService for Restless {
    type WatchTrustStream =
        Pin<Box<dyn tokio_stream::Stream<Item = Result<WatchTrustResponse, Status>> + Send>>;

    async fn watch_trust(
        &self,
        _: Request<WatchTrustRequest>,
    ) -> Result<Response<Self::WatchTrustStream>, Status> {
        let version = self.versions.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let response = WatchTrustResponse { signed_snapshot: Some(signed(&self.signer, version)) };
        Ok(Response::new(Box::pin(tokio_stream::once(Ok(response)))))
    }
}

fn signed(signer: &Leaf, version: i64) -> SignedTrustSnapshot {
    let create_time = Some(prost_types::Timestamp { seconds: SystemClock.now().unix_timestamp(), nanos: 0 });
    let snapshot = TrustSnapshot { version, create_time, ..Default::default() }.encode_to_vec();
    let key = PrivateKeyDer::from_pem_file(&signer.key).unwrap();
    let random = ring::rand::SystemRandom::new();
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.secret_der(), &random).unwrap();
    let signature = key.sign(&random, &snapshot).unwrap().as_ref().to_vec();
    SignedTrustSnapshot { snapshot, signature, chain: fs::read_to_string(&signer.certificate).unwrap() }
}

#[tokio::test]
async fn a_house_follows_the_snapshot_over_broken_streams() {
    let mesh = Mesh::new();
    let identity = Restless { signer: mesh.service("identity"), versions: 0.into() };
    let clock = testkit::clock::standing_at("2026-03-10 09:20");
    let own = Trust::own(Some(directory(1).snapshot()));
    let url =
        mesh.serve("identity", Server::new().offer(TrustServiceServer::new(identity)), &own, &clock).await;
    let folder = tempfile::tempdir().unwrap();
    let trust = Trust::open(&folder.path().join("trust.snapshot"), &mesh.roots(), "bianzhi").unwrap();
    let leaf = mesh.service("registry");
    let caller = Identity::files(&mesh.roots(), &leaf.certificate, &leaf.key);
    let endpoint = Endpoint { service: "identity".into(), url };

    let stop = mesh.lifecycle.stop();
    mesh.lifecycle.spawn("trust", service::trust::follow(trust.clone(), endpoint, caller, stop));

    let second = async || (trust.version() >= 1).then_some(());
    eventually("the second snapshot", PATIENCE, second).await;
    assert!(trust.age().unwrap() < PATIENCE);
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_without_a_restart() {
    let mesh = Mesh::new();
    let (own, next, caller) = (mesh.service("registry"), mesh.service("registry"), mesh.service("workflow"));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let door = service::Door {
        listener,
        tls: service::config::Tls {
            roots: mesh.roots(),
            certificate: own.certificate.clone(),
            key: own.key.clone(),
        },
        trust_domain: "bianzhi".into(),
        trust: Trust::own(Some(directory(1).snapshot())),
        business_clock: testkit::clock::standing_at("2026-03-10 09:20"),
    };
    Server::new().serve(&mesh.lifecycle, door).unwrap();
    let shown = async || {
        let identity = Identity::files(&mesh.roots(), &caller.certificate, &caller.key);
        let tcp = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("registry").unwrap();
        let tls = TlsConnector::from(identity.client_config().unwrap()).connect(name, tcp).await.unwrap();
        let leaf = tls.get_ref().1.peer_certificates().unwrap()[0].clone();
        policy::Certificate::read(&leaf, "bianzhi").unwrap().serial
    };
    assert_eq!(shown().await, own.serial);

    fs::copy(&next.key, &own.key).unwrap();
    fs::copy(&next.certificate, &own.certificate).unwrap();

    let renewed = async || (shown().await == next.serial).then_some(());
    eventually("the renewed certificate", PATIENCE, renewed).await;
}

/// Identity, which renews whatever it is asked to and does nothing else.
struct Renewing;

#[tonic::async_trait]
impl CertificateService for Renewing {
    async fn renew_certificate(
        &self,
        request: Request<pb::RenewCertificateRequest>,
    ) -> Result<Response<pb::RenewCertificateResponse>, Status> {
        let caller = service::rpc::caller(&request)?;
        let asked = request.into_inner().signing_request;
        assert!(asked.starts_with("-----BEGIN CERTIFICATE REQUEST-----"), "{asked}");
        let chain = format!("the next of {}", caller.serial);
        Ok(Response::new(pb::RenewCertificateResponse { certificate: None, chain }))
    }

    async fn create_enrolment_token(
        &self,
        _: Request<pb::CreateEnrolmentTokenRequest>,
    ) -> Result<Response<pb::CreateEnrolmentTokenResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn enrol_certificate(
        &self,
        _: Request<pb::EnrolCertificateRequest>,
    ) -> Result<Response<pb::EnrolCertificateResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn revoke_certificate(
        &self,
        _: Request<pb::RevokeCertificateRequest>,
    ) -> Result<Response<pb::RevokeCertificateResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn list_certificates(
        &self,
        _: Request<pb::ListCertificatesRequest>,
    ) -> Result<Response<pb::ListCertificatesResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn get_revocation_list(
        &self,
        _: Request<pb::GetRevocationListRequest>,
    ) -> Result<Response<pb::GetRevocationListResponse>, Status> {
        Err(Status::unimplemented(""))
    }
}

#[tokio::test]
async fn a_certificate_is_renewed_at_two_thirds_of_its_life_and_not_before() {
    let mesh = Mesh::new();
    let clock = testkit::clock::standing_at("2026-03-10 09:20");
    let own = Trust::own(Some(directory(1).snapshot()));
    let server = Server::new().offer(CertificateServiceServer::new(Renewing));
    let url = mesh.serve("identity", server, &own, &clock).await;
    let leaf = mesh.service("registry");
    let renewal = service::renewal::Renewal {
        tls: service::config::Tls {
            roots: mesh.roots(),
            certificate: leaf.certificate.clone(),
            key: leaf.key.clone(),
        },
        trust_domain: "bianzhi".into(),
        channel: mesh.channel("identity", &url, &leaf),
    };
    let (now, key) = (SystemClock.now(), fs::read(&leaf.key).unwrap());

    assert_eq!(renewal.renew_when_due(now + time::Duration::hours(15)).await.unwrap(), 0);
    assert_eq!(renewal.renew_when_due(now + time::Duration::hours(18)).await.unwrap(), 1);

    assert_eq!(fs::read_to_string(&leaf.certificate).unwrap(), format!("the next of {}", leaf.serial));
    assert_ne!(fs::read(&leaf.key).unwrap(), key);
}

#[tokio::test]
async fn a_channel_calls_with_a_renewed_certificate_and_never_with_half_of_one() {
    let mesh = Mesh::new();
    let clock = testkit::clock::standing_at("2026-03-10 09:20");
    let own = Trust::own(Some(directory(1).snapshot()));
    let server = Server::new().offer(CertificateServiceServer::new(Renewing));
    let url = mesh.serve("identity", server, &own, &clock).await;
    let (leaf, next) = (mesh.service("registry"), mesh.service("registry"));
    let client = CertificateServiceClient::new(mesh.channel("identity", &url, &leaf));
    let shown = async || {
        let signing_request = "-----BEGIN CERTIFICATE REQUEST-----".to_owned();
        let request = pb::RenewCertificateRequest { request_id: String::new(), signing_request };
        client.clone().renew_certificate(request).await.unwrap().into_inner().chain
    };
    assert_eq!(shown().await, format!("the next of {}", leaf.serial));

    fs::copy(&next.key, &leaf.key).unwrap();
    assert_eq!(shown().await, format!("the next of {}", leaf.serial));

    fs::copy(&next.certificate, &leaf.certificate).unwrap();
    assert_eq!(shown().await, format!("the next of {}", next.serial));
}

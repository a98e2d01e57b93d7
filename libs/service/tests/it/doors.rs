//! Who gets in.

use kernel::error::Kind;
use policy::Trust;
use proto::identity::v1 as pb;
use proto::identity::v1::directory_service_client::DirectoryServiceClient;
use testkit::mesh::Mesh;
use time::Duration;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::directory::{Scene, directory, trust};

#[tokio::test]
async fn a_certificate_and_the_directory_make_a_principal() {
    let scene = Scene::start(trust()).await;
    let leaf = scene.mesh.operator("edu-clerk", "edu");

    let myself = scene.client(&leaf).get_myself(pb::GetMyselfRequest {}).await.unwrap().into_inner();

    assert_eq!(myself.principal_id, "edu-clerk");
    assert_eq!(myself.certificate_serial, leaf.serial);
    assert_eq!(myself.unit.unwrap().id, "edu");
}

#[tokio::test]
async fn nobody_gets_in_without_a_certificate() {
    let scene = Scene::start(trust()).await;
    let mut client = DirectoryServiceClient::new(scene.mesh.channel_of_nobody("identity", &scene.url));

    let status = client.get_myself(pb::GetMyselfRequest {}).await.unwrap_err();

    assert_eq!(status.code(), Code::Unauthenticated, "{status:?}");
    assert_eq!(status.message(), "identity asks for a client certificate and none was shown");
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_told_so() {
    let (scene, elsewhere) = (Scene::start(trust()).await, Mesh::new());
    let foreign = elsewhere.operator("edu-clerk", "edu");
    let roots = scene.mesh.roots();
    let identity = channel::Identity::files(&roots, &foreign.certificate, &foreign.key);
    let endpoint = channel::Endpoint { service: "identity".into(), url: scene.url.clone() };
    let mut client = DirectoryServiceClient::new(channel::connect(&endpoint, &identity).unwrap());

    let status = client.get_myself(pb::GetMyselfRequest {}).await.unwrap_err();

    assert_eq!(status.code(), Code::Unauthenticated, "{status:?}");
    assert!(status.message().starts_with("this certificate was not issued by"), "{}", status.message());
}

#[tokio::test]
async fn a_server_that_is_another_service_is_not_called() {
    let scene = Scene::start(trust()).await;
    let leaf = scene.mesh.operator("edu-clerk", "edu");
    let mut client = DirectoryServiceClient::new(scene.mesh.channel("registry", &scene.url, &leaf));

    let status = client.get_myself(pb::GetMyselfRequest {}).await.unwrap_err();

    assert_eq!(status.code(), Code::Unavailable);
    assert!(status.message().contains("is not registry"), "{}", status.message());
}

#[tokio::test]
async fn a_certificate_that_names_two_principals_names_nobody() {
    let scene = Scene::start(trust()).await;
    let leaf = scene.mesh.issue("unit", "edu-clerk", "/unit/bzb/operator/bzb-setup", Duration::DAY);

    let status = scene.client(&leaf).get_myself(pb::GetMyselfRequest {}).await.unwrap_err();

    assert_eq!(channel::failure(&status).reason, "UNKNOWN_PRINCIPAL");
}

#[tokio::test]
async fn a_revoked_certificate_is_refused_on_a_connection_that_is_open_already() {
    let scene = Scene::start(trust()).await;
    let leaf = scene.mesh.operator("edu-clerk", "edu");
    let mut client = scene.client(&leaf);
    client.get_myself(pb::GetMyselfRequest {}).await.unwrap();

    scene.trust.put(directory(2).revoked(&leaf.serial).snapshot());
    let failure = channel::failure(&client.get_myself(pb::GetMyselfRequest {}).await.unwrap_err());

    assert_eq!((failure.kind, failure.reason.as_str()), (Kind::Forbidden, "CERT_REVOKED"));
}

#[tokio::test]
async fn before_the_first_snapshot_only_health_is_answered() {
    let scene = Scene::start(Trust::own(None)).await;
    let leaf = scene.mesh.operator("edu-clerk", "edu");
    let mut health = HealthClient::new(scene.mesh.channel("identity", &scene.url, &leaf));
    let mut ask = async |service: &str| {
        let request = HealthCheckRequest { service: service.to_owned() };
        health.check(request).await.unwrap().into_inner().status()
    };

    let failure =
        channel::failure(&scene.client(&leaf).get_myself(pb::GetMyselfRequest {}).await.unwrap_err());
    assert_eq!((failure.kind, failure.reason.as_str()), (Kind::Unavailable, "TRUST_UNKNOWN"));
    assert_eq!(ask("").await, ServingStatus::NotServing);

    scene.trust.put(directory(1).snapshot());
    while ask("bianzhi.identity.v1.DirectoryService").await != ServingStatus::Serving {
        tokio::task::yield_now().await;
    }
    scene.mesh.lifecycle.draining().cancel();
    while ask("").await != ServingStatus::NotServing {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_person_whom_the_directory_does_not_know_is_told_so() {
    let scene = Scene::start(trust()).await;
    let leaf = scene.mesh.operator("moved-away", "edu");

    let request = pb::ImportDirectoryRequest { request_id: String::new(), files: vec![] };
    let failure = channel::failure(&scene.client(&leaf).import_directory(request).await.unwrap_err());

    assert_eq!((failure.kind, failure.reason.as_str()), (Kind::Forbidden, "UNKNOWN_PRINCIPAL"));
    assert_eq!(failure.message, "the directory knows no operator moved-away of unit edu");
}

#[tokio::test]
async fn a_stream_ends_when_the_certificate_that_opened_it_is_revoked() {
    let scene = Scene::start(trust()).await;
    let leaf = scene.mesh.operator("edu-clerk", "edu");
    let mut health = HealthClient::new(scene.mesh.channel("identity", &scene.url, &leaf));
    let request = HealthCheckRequest { service: String::new() };
    let mut stream = health.watch(request).await.unwrap().into_inner();
    assert!(stream.message().await.unwrap().is_some());

    scene.trust.put(directory(2).revoked(&leaf.serial).snapshot());

    let refusal = loop {
        match stream.message().await {
            Ok(said) => assert!(said.is_some(), "the stream ended without a word"),
            Err(refusal) => break refusal,
        }
    };
    assert_eq!(channel::failure(&refusal).reason, "CERT_REVOKED");
}

#[tokio::test]
async fn a_certificate_that_expires_on_an_open_connection_is_refused() {
    let scene = Scene::start(trust()).await;
    let path = "/unit/edu/operator/edu-clerk";
    let leaf = scene.mesh.issue("unit", "edu-clerk", path, Duration::seconds(2));
    let mut client = scene.client(&leaf);
    client.get_myself(pb::GetMyselfRequest {}).await.unwrap();

    let refusal = loop {
        if let Err(refusal) = client.get_myself(pb::GetMyselfRequest {}).await {
            break refusal;
        }
    };

    let failure = channel::failure(&refusal);
    assert_eq!((failure.kind, failure.reason.as_str()), (Kind::Unauthenticated, "CERT_EXPIRED"));
}

//! What the layers do around a handler.

use std::time::Duration;

use kernel::error::{Coded, Kind};
use opentelemetry::trace::TracerProvider;
use prost::Message;
use proto::identity::v1 as pb;
use proto::identity::v1::directory_service_client::DirectoryServiceClient;
use tonic::{Code, Request};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::directory::{AlreadyImported, Scene, trust};

const REQUEST_ID: &str = "0190c1a2-0000-7000-8000-000000000001";

fn import() -> pb::ImportDirectoryRequest {
    let files = vec![pb::ImportFile { name: "units.csv".into(), content: b"id,name".to_vec() }];
    pb::ImportDirectoryRequest { request_id: REQUEST_ID.into(), files }
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().try_into().unwrap()
}

#[tokio::test]
async fn a_refusal_by_rule_reaches_the_caller_whole_and_is_kept() {
    let scene = Scene::start(trust()).await;
    let leaf = scene.mesh.operator("bzb-setup", "bzb");

    let failure = channel::failure(&scene.client(&leaf).import_directory(import()).await.unwrap_err());

    assert_eq!((failure.kind, failure.reason.as_str()), (Kind::Precondition, "ALREADY_IMPORTED"));
    assert_eq!(failure.findings, AlreadyImported::new().findings());
    let kept = scene.kept.0.lock().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].principal_id, "bzb-setup");
    assert_eq!(kept[0].unit_id.as_deref(), Some("bzb"));
    assert_eq!(kept[0].certificate_serial, leaf.serial);
    assert_eq!(kept[0].method, "bianzhi.identity.v1.DirectoryService/ImportDirectory");
    assert_eq!(kept[0].reason, "ALREADY_IMPORTED");
    assert_eq!(kept[0].seen_hash, sha256(&import().encode_to_vec()));
    assert_eq!(kept[0].attempted_at, testkit::clock::local("2026-03-10 09:20"));
}

#[tokio::test]
async fn a_refusal_by_policy_is_kept_with_the_digest_of_what_was_never_read() {
    let scene = Scene::start(trust()).await;
    let leaf = scene.mesh.operator("edu-clerk", "edu");

    let failure = channel::failure(&scene.client(&leaf).import_directory(import()).await.unwrap_err());

    assert_eq!((failure.kind, failure.reason.as_str()), (Kind::Forbidden, "METHOD_NOT_PERMITTED"));
    assert_eq!(failure.zh.as_deref(), Some("您无权使用该功能"));
    let kept = scene.kept.0.lock().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].principal_id, "edu-clerk");
    assert_eq!(kept[0].seen_hash, sha256(&import().encode_to_vec()));
}

#[tokio::test]
async fn a_panic_is_an_internal_error_that_says_nothing_and_hurts_nobody_else() {
    let scene = Scene::start(trust()).await;
    let mut client = scene.client(&scene.mesh.operator("edu-clerk", "edu"));

    let status = client.get_unit(pb::GetUnitRequest { id: "edu".into() }).await.unwrap_err();

    assert_eq!((status.code(), status.message()), (Code::Internal, "internal error"));
    client.get_myself(pb::GetMyselfRequest {}).await.unwrap();
    assert!(scene.kept.0.lock().unwrap().is_empty(), "a read and a bug are nothing for the audit");
}

#[tokio::test]
async fn a_call_ends_at_the_time_that_its_caller_gave() {
    let scene = Scene::start(trust()).await;
    let mut client = scene.client(&scene.mesh.operator("edu-clerk", "edu"));
    let mut request = Request::new(pb::ListUnitsRequest { page_size: 0, page_token: String::new() });
    request.set_timeout(Duration::from_millis(200));

    let status = client.list_units(request).await.unwrap_err();

    assert_eq!(status.code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn the_trace_and_the_time_left_reach_the_handler() {
    let provider = opentelemetry_sdk::trace::SdkTracerProvider::builder().build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    let _ = tracing_subscriber::registry().with(layer).try_init();
    let scene = Scene::start(trust()).await;
    let channel = scene.mesh.channel("identity", &scene.url, &scene.mesh.operator("edu-clerk", "edu"));
    let traceparent = channel::trace::new();
    let mut client = DirectoryServiceClient::new(channel.traced(&traceparent));

    let request =
        pb::ListOperatorsRequest { page_size: 0, page_token: String::new(), unit_id: String::new() };
    let seen = client.list_operators(request).await.unwrap().into_inner();

    assert_eq!(channel::trace::id(&seen.next_page_token), channel::trace::id(&traceparent));
    let left: u64 = seen.operators[0].id.parse().unwrap();
    assert!((1_000..2_000).contains(&left), "a read has two seconds, {left} ms are left");
}

#[tokio::test]
async fn reflection_offers_the_contract() {
    use tonic_reflection::pb::v1::ServerReflectionRequest;
    use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
    use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
    use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
    let scene = Scene::start(trust()).await;
    let leaf = scene.mesh.operator("edu-clerk", "edu");
    let mut client = ServerReflectionClient::new(scene.mesh.channel("identity", &scene.url, &leaf));
    let ask = MessageRequest::ListServices(String::new());
    let ask = ServerReflectionRequest { host: String::new(), message_request: Some(ask) };

    let mut answers = client.server_reflection_info(tokio_stream::once(ask)).await.unwrap().into_inner();

    let answer = answers.message().await.unwrap().unwrap().message_response;
    let Some(MessageResponse::ListServicesResponse(list)) = answer else { panic!("{answer:?}") };
    assert!(list.service.iter().any(|service| service.name == "bianzhi.identity.v1.DirectoryService"));
}

#[tokio::test]
async fn reflection_still_answers_clients_that_ask_its_former_version() {
    use tonic_reflection::pb::v1alpha::ServerReflectionRequest;
    use tonic_reflection::pb::v1alpha::server_reflection_client::ServerReflectionClient;
    use tonic_reflection::pb::v1alpha::server_reflection_request::MessageRequest;
    use tonic_reflection::pb::v1alpha::server_reflection_response::MessageResponse;
    let scene = Scene::start(trust()).await;
    let leaf = scene.mesh.operator("edu-clerk", "edu");
    let mut client = ServerReflectionClient::new(scene.mesh.channel("identity", &scene.url, &leaf));
    let ask = MessageRequest::FileContainingSymbol("bianzhi.identity.v1.DirectoryService".to_owned());
    let ask = ServerReflectionRequest { host: String::new(), message_request: Some(ask) };

    let mut answers = client.server_reflection_info(tokio_stream::once(ask)).await.unwrap().into_inner();

    let answer = answers.message().await.unwrap().unwrap().message_response;
    let Some(MessageResponse::FileDescriptorResponse(files)) = answer else { panic!("{answer:?}") };
    assert_eq!(files.file_descriptor_proto.len(), 1);
}

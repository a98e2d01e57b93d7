//! One house over real gRPC and PostgreSQL; the outbox is the seam that needs no Kafka.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod house;

use channel::failure;
use messaging::Body;
use messaging::inbox::{Receive, Refusal};
use messaging::outbox::Fact;
use messaging::topics;
use prost::Message;
use proto::probe::v1::{GetProbeRequest, ProbeSent, SendProbeRequest};
use uuid::Uuid;

use crate::house::{House, TRACE};

const OTHER_TRACEPARENT: &str = "00-11111111111111111111111111111111-b7ad6b7169203331-01";

#[tokio::test]
async fn a_probe_comes_back_in_the_trace_of_whoever_asked() {
    let house = House::start().await;

    let sent = house.send().await;
    let told = house.told().await;
    assert_eq!(house.get(&sent.id).await, sent);
    house.letter_box.receive(&told[0].arriving()).await.unwrap();

    let back = house.get(&sent.id).await;
    assert_eq!((sent.service.as_str(), sent.send_trace_id.as_str()), ("registry", TRACE));
    assert_eq!((sent.arrive_time, sent.arrive_trace_id.as_str()), (None, ""));
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].topic.as_str(), told[0].event_type.as_str()),
        ("probe.v1", "cn.bianzhi.probe.sent.v1")
    );
    assert!(back.arrive_time.unwrap().seconds >= back.send_time.unwrap().seconds);
    assert_eq!(back.arrive_trace_id, TRACE);
}

#[tokio::test]
async fn the_trace_of_the_arrival_is_the_one_that_the_record_names() {
    let house = House::start().await;
    let sent = house.send().await;
    let told = house.told().await.remove(0);

    let strayed = Fact { traceparent: Some(OTHER_TRACEPARENT.into()), ..told };
    house.letter_box.receive(&strayed.arriving()).await.unwrap();

    assert_eq!(house.get(&sent.id).await.arrive_trace_id, "1".repeat(32));
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer_and_tells_nothing() {
    let house = House::start().await;
    let request = SendProbeRequest { request_id: Uuid::now_v7().to_string() };

    let first = house.setup().send_probe(request.clone()).await.unwrap().into_inner();
    house.letter_box.receive(&house.told().await[0].arriving()).await.unwrap();
    let second = house.setup().send_probe(request).await.unwrap().into_inner();

    assert_eq!(second, first);
    assert_eq!(house.told().await.len(), 1);
}

#[tokio::test]
async fn a_probe_told_twice_arrives_once() {
    let house = House::start().await;
    let sent = house.send().await;
    let told = house.told().await.remove(0);

    house.letter_box.receive(&told.arriving()).await.unwrap();
    let back = house.get(&sent.id).await;
    house.letter_box.receive(&told.arriving()).await.unwrap();

    assert_eq!(house.get(&sent.id).await, back);
}

#[tokio::test]
async fn a_probe_of_another_house_is_left_to_that_house() {
    let house = House::start().await;
    let sent = house.send().await;
    let told = house.told().await.remove(0);

    let body = ProbeSent { probe_id: sent.id.clone(), service: "workflow".into() };
    let foreign = Fact { body: Body::Protobuf(body.encode_to_vec()), ..told };
    house.letter_box.receive(&foreign.arriving()).await.unwrap();

    assert_eq!(house.get(&sent.id).await.arrive_time, None);
}

#[tokio::test]
async fn every_other_fact_reaches_the_letter_box_of_the_house() {
    let house = House::start().await;
    house.send().await;
    let probe = house.told().await.remove(0);

    let letter = Fact { topic: topics::inside("bridge"), ..probe.clone() };
    house.letter_box.receive(&letter.arriving()).await.unwrap();
    house.letter_box.receive(&probe.arriving()).await.unwrap();

    assert_eq!(house.heard(), [letter.id.to_string()]);
}

#[tokio::test]
async fn a_probe_that_cannot_be_read_is_parked() {
    let house = House::start().await;
    house.send().await;
    let told = house.told().await.remove(0);

    let nonsense = Fact { body: Body::Protobuf(vec![0xff]), ..told };
    let refusal = house.letter_box.receive(&nonsense.arriving()).await.unwrap_err();

    assert!(matches!(refusal, Refusal::Park(_)), "{refusal:?}");
}

#[tokio::test]
async fn only_an_operator_with_the_duty_setup_probes() {
    let house = House::start().await;
    let request = SendProbeRequest { request_id: Uuid::now_v7().to_string() };

    let refusal = house.client("edu-clerk").send_probe(request).await.unwrap_err();

    assert_eq!(failure(&refusal).reason, "METHOD_NOT_PERMITTED");
    assert!(house.told().await.is_empty());
}

#[tokio::test]
async fn a_probe_that_was_never_sent_is_not_found() {
    let house = House::start().await;
    let ask = async |probe_id: String| house.setup().get_probe(GetProbeRequest { probe_id }).await;

    let unknown = ask(Uuid::nil().to_string()).await.unwrap_err();
    let nonsense = ask("first".into()).await.unwrap_err();

    assert_eq!(failure(&unknown).reason, "PROBE_NOT_FOUND");
    assert_eq!(failure(&nonsense).violations[0].field, "probe_id");
}

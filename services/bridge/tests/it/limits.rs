//! What others need to follow the limit of an opinion: when it was asked, until when, and when nobody waits any more.
use bridge::app::CloseReview;
use messaging::Body;
use prost::Message;
use proto::bridge::v1::{ReviewClosed, ReviewOpened};
use testkit::clock::local;

use crate::house::{CASE, House, open_review, request};

/// The bodies of the facts of a type told so far.
async fn told<M: Message + Default>(house: &House, event_type: &str) -> Vec<M> {
    let of_the_type = house.told().await.into_iter().filter(|waiting| waiting.fact.event_type == event_type);
    let bodies = of_the_type.map(|waiting| {
        let Body::Protobuf(bytes) = waiting.fact.body else { panic!("{event_type} is no protobuf") };
        M::decode(bytes.as_slice()).unwrap()
    });
    bodies.collect()
}

fn close(id: u128) -> CloseReview {
    CloseReview { request: request("workflow", id), case_id: CASE.into(), case_version: 1 }
}

#[tokio::test]
async fn an_opened_review_tells_when_and_until_when_each_department_was_asked() {
    let house = House::new().await;
    let review = house.app.open_review(open_review()).await.unwrap();

    let opened = told::<ReviewOpened>(&house, "cn.bianzhi.review.opened.v1").await.remove(0);

    assert_eq!(opened.open_time.unwrap().seconds, review.opened_at.unix_timestamp());
    let limits: Vec<(&str, i64)> = opened
        .limits
        .iter()
        .map(|limit| (limit.department.as_str(), limit.due_time.unwrap().seconds))
        .collect();
    let due = local("2026-08-24 17:30").unix_timestamp();
    assert_eq!(limits, [("hr_bureau", due), ("org_dept", due)]);
}

#[tokio::test]
async fn a_review_that_is_closed_twice_tells_it_once() {
    let house = House::new().await;
    house.app.open_review(open_review()).await.unwrap();

    house.app.close_review(close(7)).await.unwrap();
    house.app.close_review(close(8)).await.unwrap();

    let closed = told::<ReviewClosed>(&house, "cn.bianzhi.review.closed.v1").await;
    let versions: Vec<(&str, i32)> =
        closed.iter().map(|fact| (fact.case_id.as_str(), fact.case_version)).collect();
    assert_eq!(versions, [(CASE, 1)]);
}

#[tokio::test]
async fn closing_where_there_was_no_review_tells_nothing() {
    let house = House::new().await;

    let review = house.app.close_review(close(7)).await.unwrap();

    assert_eq!((review, house.told().await.len()), (None, 0));
}

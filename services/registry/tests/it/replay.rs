//! A request asked twice is answered once.
use proto::registry::v1 as pb;
use proto::r#type::v1 as shared;
use shared::proposed_change::Change;

use crate::base::{Base, SCH};
use crate::figures::{CASE_1, actor, applied, apply_request, document, done, hold, on, quota_use};
use crate::house::{House, new_id};

fn asking(quantity: i32) -> pb::HoldSeatsRequest {
    pb::HoldSeatsRequest {
        request_id: "019b0000-0000-7000-8000-000000000001".into(),
        case_id: CASE_1.into(),
        case_version: 1,
        change: Some(shared::ProposedChange { change: Some(Change::QuotaUse(quota_use(&SCH, quantity))) }),
        actor: actor(),
    }
}

#[tokio::test]
async fn the_same_request_has_the_same_answer_and_one_effect() {
    let house = House::with(Base::units().seats(&SCH)).await;
    house.now_is("2026-03-10 10:00");

    let first = house.quota().hold_seats(asking(2)).await.unwrap().into_inner();
    house.now_is("2026-03-11 10:00");
    let second = house.quota().hold_seats(asking(2)).await.unwrap().into_inner();

    assert_eq!(first, second);
    assert_eq!(house.count("select count(*) from hold").await, 1);
    assert_eq!(house.told().await, ["cn.bianzhi.seats.held.v1"]);
    house.close().await;
}

#[tokio::test]
async fn a_refusal_is_an_answer_too() {
    let house = House::with(Base::units().seats(&SCH)).await;
    let first = house.quota().hold_seats(asking(4)).await.unwrap().into_inner();
    assert!(matches!(first.outcome, Some(pb::hold_seats_response::Outcome::Refused(_))));

    let second = house.quota().hold_seats(asking(4)).await.unwrap().into_inner();

    assert_eq!(first, second);
    house.close().await;
}

#[tokio::test]
async fn the_same_id_with_other_content_is_refused() {
    let house = House::with(Base::units().seats(&SCH)).await;
    house.quota().hold_seats(asking(1)).await.unwrap();

    let failure = channel::failure(&house.quota().hold_seats(asking(2)).await.unwrap_err());

    assert_eq!(failure.reason, "REQUEST_ID_REUSED");
    house.close().await;
}

#[tokio::test]
async fn a_change_applied_twice_by_one_request_is_one_change_and_by_another_none() {
    let house = House::with(Base::units().seats(&SCH)).await;
    done(hold(&house, CASE_1, &SCH, 2).await);
    let request = apply_request(CASE_1, Change::QuotaUse(quota_use(&SCH, 2)), on(2026, 3, 1));

    let first = house.change().apply_change(request.clone()).await.unwrap().into_inner();
    document(&house, &applied(first.clone()).change_id, "荆编用〔2026〕12号").await;
    let second = house.change().apply_change(request.clone()).await.unwrap().into_inner();
    let other = pb::ApplyChangeRequest { request_id: new_id(), ..request };
    let other = house.change().apply_change(other).await.unwrap().into_inner();

    assert_eq!(first, second);
    let Some(pb::apply_change_response::Outcome::Refused(refused)) = other.outcome else { panic!("applied") };
    assert_eq!(refused.findings[0].code, "HOLD_NOT_FOUND");
    assert_eq!(house.count("select count(*) from change").await, 1);
    house.close().await;
}

#[tokio::test]
async fn a_second_submission_takes_the_place_of_the_first() {
    let house = House::with(Base::units().seats(&SCH)).await;
    done(hold(&house, CASE_1, &SCH, 3).await);

    let next = pb::HoldSeatsRequest { case_version: 2, ..asking(2) };
    let balance = done(house.quota().hold_seats(next).await.unwrap().into_inner());

    assert_eq!((balance.reserved, balance.available), (2, 1));
    house.assert_ledger_holds().await;
    house.close().await;
}

#[tokio::test]
async fn numbers_of_papers_are_recorded_once() {
    let house = House::with(Base::units().seats(&SCH)).await;
    let request = pb::RecordDocumentsRequest {
        request_id: new_id(),
        change_id: new_id(),
        slip_no: "荆编用〔2026〕12号".into(),
        letter_no: "荆编函〔2026〕45号".into(),
        funding_no: String::new(),
    };

    let failure = channel::failure(&house.change().record_documents(request).await.unwrap_err());

    assert_eq!(failure.reason, "CHANGE_NOT_FOUND");
    house.close().await;
}

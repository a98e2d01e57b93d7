//! A message that a partner can't apply parks its key: visible, never dropped, never overtaken.
use bridge::app::{DeliveryQuery, Error, RedriveDelivery};
use bridge::domain::{Delivery, DeliveryError, DeliveryState, Outgoing, Told};
use bridge::store::streams;
use messaging::outbox::Fact;
use uuid::Uuid;

use crate::house::{House, request};

const PROBLEM: &str = "机构未在本系统登记";

/// A house that has told HR something about the institutions of these keys, one after another.
async fn told(keys: &[&str]) -> (House, Vec<Uuid>) {
    let house = House::new().await;
    let mut ids = Vec::new();
    for key in keys {
        ids.push(tell(&house, key).await);
    }
    (house, ids)
}

async fn tell(house: &House, key: &str) -> Uuid {
    let outgoing = Outgoing {
        event_id: Uuid::now_v7(),
        case_id: format!("case of {key}"),
        area_code: "420800".into(),
        key: key.into(),
        attempt: 1,
        told_at: house.clock.now(),
        traceparent: Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".into()),
        told: Told {
            partner_id: "hr-420800".into(),
            event_type: "cn.bianzhi.permit.granted.v1".into(),
            data_schema: "bianzhi.partner.PermitGranted".into(),
            data: serde_json::json!({ "unit": { "id": key } }),
        },
    };
    let mut tx = db::begin(&house.database.pool).await.unwrap();
    streams::send(&mut tx, &house.vault, &outgoing).await.unwrap();
    db::commit(tx).await.unwrap();
    outgoing.event_id
}

/// HR's deliveries: state, place and attempt of each.
async fn deliveries(house: &House, ids: &[Uuid]) -> Vec<(DeliveryState, Option<i64>, i32)> {
    let mut found = Vec::new();
    for id in ids {
        let delivery = delivery(house, *id).await;
        found.push((delivery.state, delivery.sequence, delivery.attempt));
    }
    found
}

async fn delivery(house: &House, id: Uuid) -> Delivery {
    let query = DeliveryQuery {
        event_id: Some(id),
        case_id: None,
        partner_id: None,
        parked: false,
        before: None,
        limit: 10,
    };
    house.app.list_deliveries(&house.administrator("so"), &query).await.unwrap().remove(0)
}

/// What entered HR's stream: event id and attempt, in the order of sending.
async fn stream(house: &House) -> Vec<(Uuid, String)> {
    let facts: Vec<Fact> = house.told().await.into_iter().map(|waiting| waiting.fact).collect();
    facts
        .into_iter()
        .filter(|fact| fact.topic.as_str() == "hr-420800.facts.v1")
        .map(|fact| (fact.id, fact.extensions["attempt"].clone()))
        .collect()
}

async fn redrive(house: &House, unit_id: &str, id: Uuid, number: u128) -> Result<Delivery, Error> {
    let administrator = house.administrator(unit_id);
    let command = RedriveDelivery {
        request: request(&administrator.id, number),
        event_id: id,
        etag: delivery(house, id).await.etag(),
        actor: administrator.actor().unwrap(),
    };
    house.app.redrive_delivery(&administrator, command).await
}

/// The relay has carried everything: the outbox is empty.
async fn carried(house: &House) {
    sqlx::query("delete from outbox").execute(&house.database.pool).await.unwrap();
}

#[tokio::test]
async fn a_message_that_a_partner_cannot_apply_is_parked_with_the_partners_reason() {
    let (house, ids) = told(&["sch"]).await;

    house.receive(&house.hr.receipt(ids[0], "RECEIVED").arriving(0)).await;
    house.receive(&house.hr.rejection(ids[0], 1, PROBLEM).arriving(1)).await;

    let parked = delivery(&house, ids[0]).await;
    assert_eq!((parked.state, parked.problem.as_str()), (DeliveryState::Parked, PROBLEM));
}

#[tokio::test]
async fn what_follows_a_parked_message_of_its_key_waits_and_other_keys_go_on() {
    let (house, mut ids) = told(&["sch"]).await;
    house.receive(&house.hr.rejection(ids[0], 1, PROBLEM).arriving(0)).await;

    for key in ["sch", "pol", "sch"] {
        ids.push(tell(&house, key).await);
    }

    let waiting = (DeliveryState::Waiting, None, 1);
    assert_eq!(
        deliveries(&house, &ids).await,
        [(DeliveryState::Parked, Some(1), 1), waiting, (DeliveryState::Sent, Some(2), 1), waiting]
    );
}

#[tokio::test]
async fn a_redriven_message_comes_once_more_at_its_place_and_what_waited_follows_it_in_order() {
    let (house, mut ids) = told(&["sch"]).await;
    house.receive(&house.hr.rejection(ids[0], 1, PROBLEM).arriving(0)).await;
    ids.push(tell(&house, "sch").await);
    ids.push(tell(&house, "sch").await);
    carried(&house).await;

    redrive(&house, "so", ids[0], 1).await.unwrap();
    ids.push(tell(&house, "sch").await);
    assert_eq!(stream(&house).await, [(ids[0], "2".to_owned())]);
    house.receive(&house.hr.receipt(ids[0], "APPLIED").arriving(1)).await;

    let sent = |id: usize| (ids[id], "1".to_owned());
    assert_eq!(stream(&house).await, [(ids[0], "2".to_owned()), sent(1), sent(2), sent(3)]);
    assert_eq!(
        deliveries(&house, &ids).await,
        [
            (DeliveryState::Applied, Some(1), 2),
            (DeliveryState::Sent, Some(2), 1),
            (DeliveryState::Sent, Some(3), 1),
            (DeliveryState::Sent, Some(4), 1),
        ]
    );
}

#[tokio::test]
async fn a_redriven_message_is_the_message_as_it_was_first_told() {
    let (house, ids) = told(&["sch"]).await;
    let first = house.told().await.remove(0).fact;
    carried(&house).await;
    house.receive(&house.hr.rejection(ids[0], 1, PROBLEM).arriving(0)).await;

    redrive(&house, "so", ids[0], 1).await.unwrap();

    let mut again = house.told().await.remove(0).fact;
    again.extensions.insert("attempt".to_owned(), "1".to_owned());
    assert_eq!(again, first);
}

#[tokio::test]
async fn a_repeated_redrive_gets_the_first_answer_and_sends_nothing_more() {
    let (house, ids) = told(&["sch"]).await;
    house.receive(&house.hr.rejection(ids[0], 1, PROBLEM).arriving(0)).await;
    carried(&house).await;

    let first = redrive(&house, "so", ids[0], 1).await.unwrap();
    let again = redrive(&house, "so", ids[0], 1).await.unwrap();

    assert_eq!(first, again);
    assert_eq!(stream(&house).await.len(), 1);
    assert_eq!(house.count("select count(*) from redrive where operator_id = 'so-setup'").await, 1);
}

#[tokio::test]
async fn only_what_is_parked_is_redriven() {
    let (house, ids) = told(&["sch"]).await;

    let refusal = redrive(&house, "so", ids[0], 1).await.unwrap_err();

    assert!(matches!(refusal, Error::Delivery(DeliveryError::NotParked(id)) if id == ids[0]));
}

#[tokio::test]
async fn a_delivery_that_changed_since_it_was_seen_is_not_redriven() {
    let (house, ids) = told(&["sch"]).await;
    let administrator = house.administrator("so");
    let seen = delivery(&house, ids[0]).await.etag();
    house.receive(&house.hr.rejection(ids[0], 1, PROBLEM).arriving(0)).await;

    let command = RedriveDelivery {
        request: request(&administrator.id, 1),
        event_id: ids[0],
        etag: seen,
        actor: administrator.actor().unwrap(),
    };
    let refusal = house.app.redrive_delivery(&administrator, command).await.unwrap_err();

    assert!(matches!(refusal, Error::Delivery(DeliveryError::EtagMismatch(id)) if id == ids[0]));
}

#[tokio::test]
async fn the_office_of_another_area_finds_no_such_delivery() {
    let (house, ids) = told(&["sch"]).await;
    house.receive(&house.hr.rejection(ids[0], 1, PROBLEM).arriving(0)).await;

    let refusal = redrive(&house, "other-so", ids[0], 1).await.unwrap_err();

    assert!(matches!(refusal, Error::Delivery(DeliveryError::NotFound(id)) if id == ids[0]));
}

#[tokio::test]
async fn a_second_rejection_of_the_next_attempt_parks_it_anew() {
    let (house, ids) = told(&["sch"]).await;
    house.receive(&house.hr.rejection(ids[0], 1, PROBLEM).arriving(0)).await;
    carried(&house).await;
    redrive(&house, "so", ids[0], 1).await.unwrap();

    house.receive(&house.hr.rejection(ids[0], 2, "仍未登记").arriving(1)).await;

    let parked = delivery(&house, ids[0]).await;
    assert_eq!((parked.state, parked.attempt), (DeliveryState::Parked, 2));
    assert_eq!(parked.problem, "仍未登记");
}

use bridge::events::LetterBox;
use messaging::Body;
use messaging::inbox::Receive;
use messaging::outbox::Fact;
use messaging::topics;
use uuid::Uuid;

use crate::house::House;

fn receipt(house: &House, event_id: Uuid, kind: &str) -> Fact {
    let now = house.clock.now();
    Fact {
        id: Uuid::now_v7(),
        topic: topics::partner_receipt("hr-420800"),
        entity: "receipt".into(),
        aggregate_id: event_id.to_string(),
        event_type: "cn.bianzhi.receipt.given.v1".into(),
        data_schema: "bianzhi.partner.Receipt".into(),
        occurred_at: now,
        recorded_at: now,
        sequence: None,
        extensions: Default::default(),
        traceparent: None,
        body: Body::Json(serde_json::json!({
            "eventId": event_id.to_string(), "kind": kind, "record": "HR-2026-1"
        })),
    }
}

/// A delivery to HR, as a push would have left it.
async fn sent(house: &House) -> Uuid {
    let event_id = Uuid::now_v7();
    sqlx::query(
        "insert into delivery (event_id, partner_id, area_code, sequence, case_id, event_type, body, state, sent_at)
         values ($1, 'hr-420800', '420800', 1, 'c', 't', '', 'SENT', $2)",
    )
    .bind(event_id)
    .bind(house.clock.now())
    .execute(&house.database.pool)
    .await
    .unwrap();
    event_id
}

#[tokio::test]
async fn a_delivery_is_followed_to_its_applied_receipt_and_told_once() {
    let house = House::new().await;
    let event_id = sent(&house).await;
    let letters = LetterBox(house.app.clone());

    for kind in ["RECEIVED", "VALIDATED", "APPLIED", "APPLIED"] {
        letters.receive(&receipt(&house, event_id, kind).arriving()).await.unwrap();
    }

    let applied = house
        .count("select count(*) from delivery where state = 'APPLIED' and partner_record = 'HR-2026-1'")
        .await;
    let told = house.told().await;
    assert_eq!((applied, told.len()), (1, 1));
    assert_eq!(told[0].fact.event_type, "cn.bianzhi.delivery.applied.v1");
}

#[tokio::test]
async fn a_receipt_for_a_message_that_was_never_sent_is_recorded_and_the_stream_goes_on() {
    let house = House::new().await;
    let event_id = sent(&house).await;
    let letters = LetterBox(house.app.clone());

    letters.receive(&receipt(&house, Uuid::nil(), "APPLIED").arriving()).await.unwrap();
    letters.receive(&receipt(&house, event_id, "RECEIVED").arriving()).await.unwrap();

    let refused =
        house.count("select count(*) from refused_attempt where reason = 'DELIVERY_NOT_FOUND'").await;
    let received = house.count("select count(*) from delivery where state = 'RECEIVED'").await;
    assert_eq!((refused, received), (1, 1));
}

use uuid::Uuid;

use crate::house::House;

/// A delivery to HR, as a push would have left it.
pub(crate) async fn sent(house: &House) -> Uuid {
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

    for (kind, offset) in [("RECEIVED", 0), ("VALIDATED", 1), ("APPLIED", 2), ("APPLIED", 3)] {
        house.receive(&house.hr.receipt(event_id, kind).arriving(offset)).await;
    }

    let applied = house
        .count("select count(*) from delivery where state = 'APPLIED' and partner_record = 'HR-2026-1'")
        .await;
    let told = house.told().await;
    assert_eq!((applied, told.len()), (1, 1));
    assert_eq!(told[0].fact.event_type, "cn.bianzhi.delivery.applied.v1");
}

//! What is not proved is refused and recorded, and the partner's stream goes on.
use bridge::app::RefusedQuery;
use messaging::topics;
use prost_types::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::deliveries::sent;
use crate::house::{CASE, HASH, House, open_review};
use crate::system::{Message, System};

/// The message comes and is refused for the reason, once however often the record is offered; the delivery is
/// where it was. The receipt behind it is taken.
async fn refused_for(house: &House, event_id: Uuid, message: &Message, reason: &str) {
    house.receive(&message.arriving(7)).await;
    house.receive(&message.arriving(7)).await;

    assert_eq!(house.refused().await, [reason]);
    assert_eq!(house.count("select count(*) from delivery where state = 'SENT'").await, 1);
    house.receive(&house.hr.receipt(event_id, "RECEIVED").arriving(8)).await;
    assert_eq!(house.count("select count(*) from delivery where state = 'RECEIVED'").await, 1);
}

/// A house with a delivery to HR, and HR's receipt that it applied it.
async fn applied() -> (House, Uuid, Message) {
    let house = House::new().await;
    let event_id = sent(&house).await;
    let receipt = house.hr.receipt(event_id, "APPLIED");
    (house, event_id, receipt)
}

#[tokio::test]
async fn an_unsigned_receipt_is_refused_and_recorded_and_the_stream_goes_on() {
    let (house, event_id, mut receipt) = applied().await;
    receipt.event.as_object_mut().unwrap().remove("signature");

    refused_for(&house, event_id, &receipt, "MESSAGE_UNSIGNED").await;
}

#[tokio::test]
async fn a_receipt_altered_after_it_was_signed_is_refused() {
    let (house, event_id, mut receipt) = applied().await;
    receipt.event["data"]["record"] = Value::from("HR-2026-2");

    refused_for(&house, event_id, &receipt, "SIGNATURE_INVALID").await;
}

#[tokio::test]
async fn a_receipt_signed_by_somebody_whom_nobody_here_enrolled_is_refused() {
    let (house, event_id, mut receipt) = applied().await;
    System::new("hr-420800").sign(&mut receipt.event);

    refused_for(&house, event_id, &receipt, "SIGNER_UNKNOWN").await;
}

#[tokio::test]
async fn a_receipt_that_another_partner_signed_is_refused_on_this_partners_topic() {
    let (house, event_id, mut receipt) = applied().await;
    house.organization.sign(&mut receipt.event);

    refused_for(&house, event_id, &receipt, "SIGNER_FOREIGN").await;
}

#[tokio::test]
async fn a_receipt_played_onto_another_partners_topic_is_refused_there() {
    let (house, event_id, mut receipt) = applied().await;
    receipt.topic = topics::partner_receipt("organization-420800");

    refused_for(&house, event_id, &receipt, "SIGNER_FOREIGN").await;
}

#[tokio::test]
async fn a_receipt_signed_with_a_revoked_certificate_is_refused() {
    let (house, event_id, receipt) = applied().await;
    let renewed = System::new("hr-420800");
    house.publish(|directory| {
        directory.revoked_serials.push(house.hr.serial());
        directory.partner_certificates.push(renewed.certificate());
    });

    house.receive(&receipt.arriving(7)).await;
    house.receive(&renewed.receipt(event_id, "APPLIED").arriving(8)).await;

    assert_eq!(house.refused().await, ["CERT_REVOKED"]);
    assert_eq!(house.count("select count(*) from delivery where state = 'APPLIED'").await, 1);
}

#[tokio::test]
async fn a_receipt_signed_with_an_expired_certificate_is_refused() {
    let (house, _, receipt) = applied().await;
    house.publish(|directory| {
        for certificate in &mut directory.partner_certificates {
            certificate.not_after_time = Some(Timestamp { seconds: 1_700_000_000, nanos: 0 });
        }
    });

    house.receive(&receipt.arriving(7)).await;

    assert_eq!(house.refused().await, ["SIGNER_UNKNOWN"]);
    assert_eq!(house.count("select count(*) from delivery where state = 'SENT'").await, 1);
}

#[tokio::test]
async fn a_receipt_for_a_message_that_was_never_sent_is_refused() {
    let (house, event_id, _) = applied().await;

    refused_for(&house, event_id, &house.hr.receipt(Uuid::nil(), "APPLIED"), "DELIVERY_NOT_FOUND").await;
}

#[tokio::test]
async fn a_receipt_on_the_topic_of_opinions_is_refused() {
    let (house, event_id, mut receipt) = applied().await;
    receipt.topic = topics::partner_opinion("hr-420800");

    refused_for(&house, event_id, &receipt, "FIELD_INVALID").await;
}

#[tokio::test]
async fn a_receipt_replayed_changes_nothing_and_is_recorded() {
    let (house, event_id, receipt) = applied().await;
    house.receive(&receipt.arriving(7)).await;
    let told = house.told().await.len();

    house.receive(&receipt.arriving(9)).await;

    assert_eq!(house.refused().await, ["MESSAGE_REPEATED"]);
    assert_eq!(house.told().await.len(), told);
    house.receive(&house.hr.receipt(event_id, "APPLIED").arriving(10)).await;
    assert_eq!(house.count("select count(*) from receipt").await, 2);
}

#[tokio::test]
async fn a_used_id_with_other_content_is_refused_even_when_it_is_well_signed() {
    let (house, _, receipt) = applied().await;
    house.receive(&receipt.arriving(7)).await;
    let mut other = receipt.clone();
    other.event["data"]["record"] = Value::from("HR-2026-2");
    house.hr.sign(&mut other.event);

    house.receive(&other.arriving(8)).await;

    assert_eq!(house.refused().await, ["MESSAGE_ID_REUSED"]);
    assert_eq!(house.count("select count(*) from delivery where partner_record = 'HR-2026-1'").await, 1);
}

#[tokio::test]
async fn a_record_offered_again_is_no_replay() {
    let (house, _, receipt) = applied().await;

    house.receive(&receipt.arriving(7)).await;
    house.receive(&receipt.arriving(7)).await;

    assert_eq!(house.refused().await, Vec::<String>::new());
    assert_eq!(house.count("select count(*) from receipt").await, 1);
}

#[tokio::test]
async fn nobody_else_can_use_up_the_id_of_a_partners_message() {
    let (house, _, receipt) = applied().await;
    let mut unsigned = receipt.clone();
    unsigned.event.as_object_mut().unwrap().remove("signature");

    house.receive(&unsigned.arriving(7)).await;
    house.receive(&receipt.arriving(8)).await;

    assert_eq!(house.refused().await, ["MESSAGE_UNSIGNED"]);
    assert_eq!(house.count("select count(*) from delivery where state = 'APPLIED'").await, 1);
}

#[tokio::test]
async fn a_certificate_whose_snapshot_is_still_on_its_way_is_waited_for() {
    let (house, event_id, _) = applied().await;
    let enrolled = System::new("hr-420800");
    let receipt = enrolled.receipt(event_id, "APPLIED").arriving(7);

    tokio::join!(house.receive(&receipt), async {
        house.publish(|directory| directory.partner_certificates.push(enrolled.certificate()));
    });

    assert_eq!(house.refused().await, Vec::<String>::new());
    assert_eq!(house.count("select count(*) from delivery where state = 'APPLIED'").await, 1);
}

#[tokio::test]
async fn what_a_partner_signed_is_kept_as_proof_and_sealed() {
    let (house, _, receipt) = applied().await;
    house.receive(&receipt.arriving(7)).await;

    let kept: Vec<(String, Vec<u8>)> = sqlx::query_as("select signer_serial, record from partner_message")
        .fetch_all(&house.database.pool)
        .await
        .unwrap();

    assert_eq!(kept[0].0, house.hr.serial());
    assert!(!String::from_utf8_lossy(&kept[0].1).contains("HR-2026-1"));
}

#[tokio::test]
async fn an_opinion_that_the_department_did_not_sign_does_not_count() {
    let house = House::new().await;
    house.app.open_review(open_review()).await.unwrap();
    let mut opinion = house.hr.opinion(CASE, HASH);
    house.organization.sign(&mut opinion.event);

    house.receive(&opinion.arriving(0)).await;
    house.receive(&house.hr.opinion(CASE, HASH).arriving(1)).await;

    assert_eq!(house.refused().await, ["SIGNER_FOREIGN"]);
    let given: Vec<String> = sqlx::query_scalar("select actor_serial from opinion where verdict is not null")
        .fetch_all(&house.database.pool)
        .await
        .unwrap();
    assert_eq!(given, [house.hr.serial()]);
}

#[tokio::test]
async fn refused_messages_are_shown_to_the_office_of_their_area_with_who_signed_them() {
    let (house, _, mut receipt) = applied().await;
    house.organization.sign(&mut receipt.event);
    house.receive(&receipt.arriving(7)).await;
    let query = RefusedQuery { partner_id: None, before: None, limit: 10 };

    let shown = house.app.list_refused(&house.administrator("so"), &query).await.unwrap();
    let elsewhere = house.app.list_refused(&house.administrator("other-so"), &query).await.unwrap();

    assert!(elsewhere.is_empty());
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].signer, house.organization.serial());
    assert_eq!(
        (shown[0].partner_id.as_str(), shown[0].topic.as_str()),
        ("hr-420800", "hr-420800.receipt.v1")
    );
    assert_eq!(shown[0].event_id, receipt.event["id"].as_str().unwrap());
}

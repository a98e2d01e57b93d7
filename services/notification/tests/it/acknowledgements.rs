use proto::notification::v1::ListNotificationsRequest;
use proto::workflow::v1::CaseSubmitted;
use tonic::Code;
use uuid::Uuid;

use crate::house::{CASE, House, header, house, moment, told};

async fn house_with_a_message() -> (House, String) {
    let house = house().await;
    let fact = told("workflow", "case", "submitted", &CaseSubmitted { header: header("edu-clerk") });
    house.hears(&fact).await.unwrap();
    let id = house.page("so-accept", 0, "").await.unwrap().notifications[0].id.clone();
    (house, id)
}

fn fresh() -> String {
    Uuid::now_v7().to_string()
}

#[tokio::test]
async fn an_acknowledged_message_shows_when_and_the_first_time_stands() {
    let (house, id) = house_with_a_message().await;

    let first = house.acknowledge("so-accept", &fresh(), &id).await.unwrap();
    house.clock.advance_to(testkit::clock::local("2026-08-25 09:00"));
    let second = house.acknowledge("so-accept", &fresh(), &id).await.unwrap();

    assert_eq!(first.acknowledge_time, moment("2026-08-24 09:30"));
    assert_eq!(second, first);
    assert_eq!(house.page("so-accept", 0, "").await.unwrap().notifications, [first]);
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer_and_another_content_is_refused() {
    let (house, id) = house_with_a_message().await;
    let request_id = fresh();

    let first = house.acknowledge("so-accept", &request_id, &id).await.unwrap();
    let again = house.acknowledge("so-accept", &request_id, &id).await.unwrap();
    let other = house.acknowledge("so-accept", &request_id, &fresh()).await.unwrap_err();

    assert_eq!(again, first);
    assert_eq!(channel::failure(&other).reason, "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn nobody_acknowledges_what_is_not_in_the_own_inbox() {
    let (house, id) = house_with_a_message().await;

    let refusal = house.acknowledge("so-review", &fresh(), &id).await.unwrap_err();

    assert_eq!(
        (refusal.code(), channel::failure(&refusal).reason.as_str()),
        (Code::NotFound, "NOTIFICATION_NOT_FOUND")
    );
}

#[tokio::test]
async fn an_id_that_is_none_is_a_field_defect() {
    let (house, id) = house_with_a_message().await;

    for (request_id, id, field) in [(fresh(), "87".to_owned(), "id"), ("87".to_owned(), id, "request_id")] {
        let refusal = house.acknowledge("so-accept", &request_id, &id).await.unwrap_err();

        let fields: Vec<String> =
            channel::failure(&refusal).violations.into_iter().map(|violation| violation.field).collect();
        assert_eq!((refusal.code(), fields), (Code::InvalidArgument, vec![field.to_owned()]));
    }
}

#[tokio::test]
async fn the_list_may_leave_out_what_is_acknowledged_and_other_cases() {
    let (house, id) = house_with_a_message().await;
    let count = async |case_id: &str, unacknowledged: bool| {
        let request =
            ListNotificationsRequest { case_id: case_id.into(), unacknowledged, ..Default::default() };
        house.list("so-accept", request).await.unwrap().notifications.len()
    };
    assert_eq!((count(CASE, true).await, count("420800-2026-999999", false).await), (1, 0));

    house.acknowledge("so-accept", &fresh(), &id).await.unwrap();

    assert_eq!((count(CASE, true).await, count(CASE, false).await), (0, 1));
}

use bridge::app::{Error, GiveOpinion, Giver};
use bridge::domain::{Department, OpinionError, ReviewState, Verdict};
use kernel::actor::Actor;

use crate::house::{CASE, HASH, House, open_review, request};

fn by_operator(department: Department, id: u128, verdict: Verdict) -> GiveOpinion {
    let unit_id = match department {
        Department::OrgDept => "org",
        Department::HrBureau => "hr",
    };
    GiveOpinion {
        giver: Giver::Operator(request("opinion", id)),
        departments: vec![department],
        unit_id: unit_id.into(),
        case_id: CASE.into(),
        case_version: 1,
        verdict,
        reason: String::new(),
        seen_hash: HASH.into(),
        actor: Actor {
            operator_id: "opinion".into(),
            unit_id: unit_id.into(),
            certificate_serial: "0A".into(),
        },
    }
}

#[tokio::test]
async fn opening_asks_both_departments_at_once_and_a_repeat_gets_the_first_answer() {
    let house = House::new().await;

    let first = house.app.open_review(open_review()).await.unwrap();
    let again = house.app.open_review(open_review()).await.unwrap();

    assert_eq!(first, again);
    let told: Vec<(String, String, Option<i64>)> = house
        .told()
        .await
        .into_iter()
        .map(|waiting| (waiting.fact.topic.to_string(), waiting.fact.event_type, waiting.fact.sequence))
        .collect();
    let asked = || "cn.bianzhi.review.asked.v1".to_owned();
    assert_eq!(
        told,
        [
            ("bridge.v1".to_owned(), "cn.bianzhi.review.opened.v1".to_owned(), None),
            ("hr-420800.review.v1".to_owned(), asked(), Some(1)),
            ("organization-420800.review.v1".to_owned(), asked(), Some(1)),
        ]
    );
}

#[tokio::test]
async fn the_review_joins_when_the_last_required_department_agrees_operator_or_system() {
    let house = House::new().await;
    house.app.open_review(open_review()).await.unwrap();

    house.receive(&house.hr.opinion(CASE, HASH).arriving(0)).await;
    let review = house.app.give_opinion(by_operator(Department::OrgDept, 2, Verdict::Agree)).await.unwrap();

    assert_eq!(review.state, ReviewState::Joined);
    let told: Vec<String> = house.told().await.into_iter().map(|waiting| waiting.fact.event_type).collect();
    assert_eq!(
        told[3..],
        [
            "cn.bianzhi.opinion.given.v1".to_owned(),
            "cn.bianzhi.opinion.given.v1".to_owned(),
            "cn.bianzhi.review.joined.v1".to_owned()
        ]
    );
}

#[tokio::test]
async fn branches_that_answer_at_the_same_moment_join_once() {
    let house = House::new().await;
    house.app.open_review(open_review()).await.unwrap();

    let (org, hr) = tokio::join!(
        house.app.give_opinion(by_operator(Department::OrgDept, 2, Verdict::Agree)),
        house.app.give_opinion(by_operator(Department::HrBureau, 3, Verdict::Agree)),
    );

    org.unwrap();
    hr.unwrap();
    house.app.join_left_behind().await.unwrap();
    let joined = house
        .told()
        .await
        .into_iter()
        .filter(|waiting| waiting.fact.event_type == "cn.bianzhi.review.joined.v1")
        .count();
    assert_eq!(joined, 1);
}

#[tokio::test]
async fn an_opinion_from_a_system_on_another_form_is_recorded_and_the_stream_goes_on() {
    let house = House::new().await;
    house.app.open_review(open_review()).await.unwrap();

    house.receive(&house.hr.opinion(CASE, "another").arriving(0)).await;
    house.receive(&house.hr.opinion(CASE, HASH).arriving(1)).await;

    assert_eq!(house.refused().await, ["SEEN_HASH_MISMATCH"]);
    assert_eq!(house.count("select count(*) from opinion where verdict = 'AGREE'").await, 1);
}

#[tokio::test]
async fn a_department_that_was_not_asked_finds_no_review() {
    let house = House::new().await;
    house.app.open_review(open_review()).await.unwrap();
    let stranger =
        GiveOpinion { unit_id: "sch".into(), ..by_operator(Department::OrgDept, 2, Verdict::Agree) };

    let refusal = house.app.give_opinion(stranger).await.unwrap_err();

    assert!(matches!(refusal, Error::ReviewNotFound(case) if case == CASE));
}

#[tokio::test]
async fn a_second_opinion_of_the_same_department_is_refused_and_the_first_stands() {
    let house = House::new().await;
    house.app.open_review(open_review()).await.unwrap();
    house.app.give_opinion(by_operator(Department::OrgDept, 2, Verdict::Agree)).await.unwrap();

    let refusal =
        house.app.give_opinion(by_operator(Department::OrgDept, 3, Verdict::Agree)).await.unwrap_err();

    assert!(matches!(refusal, Error::Opinion(OpinionError::AlreadyGiven { .. })));
}

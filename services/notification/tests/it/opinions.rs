//! The limit of a department's opinion: two working days, silence is escalated and never consent (G9).
use messaging::outbox::Fact;
use proto::bridge::v1::{Opinion, OpinionGiven, OpinionLimit, ReviewClosed, ReviewJoined, ReviewOpened};

use crate::house::{CASE, house, moment, told};

fn opened(case_version: i32) -> Fact {
    let limit = |department: &str| OpinionLimit {
        department: department.into(),
        due_time: moment("2026-08-26 17:30"),
    };
    let body = ReviewOpened {
        case_id: CASE.into(),
        case_version,
        departments: vec!["hr_bureau".into(), "org_dept".into()],
        area_code: "420800".into(),
        open_time: moment("2026-08-24 10:00"),
        limits: vec![limit("hr_bureau"), limit("org_dept")],
    };
    told("bridge", "review", "opened", &body)
}

fn given(department: &str, at: &str) -> Fact {
    let opinion = Opinion { department: department.into(), give_time: moment(at), ..Opinion::default() };
    let body = OpinionGiven {
        case_id: CASE.into(),
        case_version: 1,
        opinion: Some(opinion),
        ..OpinionGiven::default()
    };
    told("bridge", "opinion", "given", &body)
}

#[tokio::test]
async fn a_silent_department_is_reminded_at_each_level_and_its_leader_told_when_it_is_overdue() {
    let house = house().await;
    house.hears(&opened(1)).await.unwrap();
    house.hears(&given("org_dept", "2026-08-24 15:00")).await.unwrap();

    // 60 % of two office days is 09:48 on the second, 90 % is 16:12.
    assert_eq!(house.tells_at("2026-08-26 09:47").await, 0);
    assert_eq!(house.tells_at("2026-08-26 09:48").await, 1);
    assert_eq!(house.tells_at("2026-08-26 16:12").await, 1);
    assert_eq!(house.deadlines("hr-leader").await, [""; 0]);
    assert_eq!(house.tells_at("2026-08-26 17:31").await, 1);

    let expected = ["DEADLINE_AMBER", "DEADLINE_RED", "DEADLINE_OVERDUE"];
    assert_eq!(house.deadlines("hr-opinion").await, expected);
    let escalated =
        format!("案件 {CASE} 的审核意见在人力资源社会保障部门逾期，办理时限为 2026-08-26 17:30，请督办。");
    assert_eq!(house.inbox("hr-leader").await, [("DEADLINE_ESCALATED".to_owned(), escalated)]);
    assert_eq!(house.deadlines("org-opinion").await, [""; 0]);
    assert_eq!(house.deadlines("county-opinion").await, [""; 0]);
}

#[tokio::test]
async fn a_closed_or_joined_review_waits_for_nobody() {
    let closed =
        ReviewClosed { case_id: CASE.into(), case_version: 1, close_time: moment("2026-08-25 10:00") };
    let joined = ReviewJoined { case_id: CASE.into(), case_version: 1, ..ReviewJoined::default() };
    for over in [
        told("bridge", "review", "closed", &closed),
        Fact {
            occurred_at: testkit::clock::local("2026-08-25 10:00"),
            ..told("bridge", "review", "joined", &joined)
        },
    ] {
        let house = house().await;
        house.hears(&opened(1)).await.unwrap();

        house.hears(&over).await.unwrap();

        assert_eq!(house.tells_at("2026-09-30 09:00").await, 0, "{}", over.event_type);
    }
}

#[tokio::test]
async fn each_version_of_a_case_has_opinions_of_its_own() {
    let house = house().await;
    let closed =
        ReviewClosed { case_id: CASE.into(), case_version: 1, close_time: moment("2026-08-25 10:00") };
    house.hears(&opened(1)).await.unwrap();
    house.hears(&told("bridge", "review", "closed", &closed)).await.unwrap();

    house.hears(&opened(2)).await.unwrap();

    // Two departments, three levels.
    assert_eq!(house.tells_at("2026-09-30 09:00").await, 6);
}

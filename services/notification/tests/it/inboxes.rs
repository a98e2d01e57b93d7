use messaging::inbox::Refusal;
use messaging::{Body, outbox::Fact};
use proto::bridge::v1::ReviewOpened;
use proto::workflow::v1::{
    CaseAccepted, CaseCompleted, CaseForwarded, CasePassed, CaseReturned, CaseSubmitted, CompletedPaper,
};
use tonic::Code;

use crate::house::{CASE, header, house, house_that_knows, told};

fn submitted() -> Fact {
    told("workflow", "case", "submitted", &CaseSubmitted { header: header("edu-clerk") })
}

#[tokio::test]
async fn a_submission_reaches_everybody_at_the_acceptance_desk_of_the_office_and_nobody_else() {
    let house = house().await;

    house.hears(&submitted()).await.unwrap();

    let expected = [("CASE_SUBMITTED".to_owned(), format!("实验中学的人员上编案件 {CASE} 已提交，请受理。"))];
    for told in ["so-accept", "so-accept-2"] {
        assert_eq!(house.inbox(told).await, expected);
    }
    for untold in ["so-review", "county-accept", "edu-clerk", "sch-clerk"] {
        assert_eq!(house.inbox(untold).await, []);
    }
}

#[tokio::test]
async fn a_fact_told_twice_leaves_one_message() {
    let house = house().await;
    let fact = submitted();

    house.hears(&fact).await.unwrap();
    house.hears(&fact).await.unwrap();

    assert_eq!(house.inbox("so-accept").await.len(), 1);
}

#[tokio::test]
async fn results_reach_the_drafter_and_the_submitter() {
    let house = house().await;
    let due_time = Some(prost_types::Timestamp { seconds: 1_787_823_000, nanos: 0 });
    let papers = ["荆编进〔2026〕87号", "荆编函〔2026〕46号"];
    let papers = papers.map(|doc_no| CompletedPaper { doc_no: doc_no.into(), ..CompletedPaper::default() });

    for fact in [
        told("workflow", "case", "accepted", &CaseAccepted { header: header("so-accept"), due_time }),
        told("workflow", "case", "returned", &CaseReturned { header: header("so-review"), defect_count: 2 }),
        told(
            "workflow",
            "case",
            "completed",
            &CaseCompleted { header: header("so-approve"), change_id: String::new(), papers: papers.into() },
        ),
    ] {
        house.hears(&fact).await.unwrap();
        house.clock.advance_to(house.clock.now() + time::Duration::HOUR);
    }

    let expected = [
        ("CASE_COMPLETED", "已办结，文号：荆编进〔2026〕87号、荆编函〔2026〕46号。"),
        ("CASE_RETURNED", "被退回，共 2 处需补正。"),
        ("CASE_ACCEPTED", "已受理，承诺办结日期 2026年8月27日。"),
    ]
    .map(|(kind, end)| (kind.to_owned(), format!("实验中学的人员上编案件 {CASE} {end}")));
    assert_eq!(house.inbox("sch-clerk").await, expected);
    assert_eq!(house.inbox("edu-clerk").await, expected);
    assert_eq!(house.inbox("so-accept").await, []);
}

#[tokio::test]
async fn whoever_acted_is_not_told() {
    let house = house().await;

    house
        .hears(&told(
            "workflow",
            "case",
            "returned",
            &CaseReturned { header: header("edu-clerk"), defect_count: 1 },
        ))
        .await
        .unwrap();

    assert_eq!(house.inbox("edu-clerk").await, []);
    assert_eq!(house.inbox("sch-clerk").await.len(), 1);
}

#[tokio::test]
async fn work_reaches_the_department_and_the_next_desk() {
    let house = house().await;

    let forwarded = CaseForwarded { header: header("sch-clerk") };
    house.hears(&told("workflow", "case", "forwarded", &forwarded)).await.unwrap();
    let passed = CasePassed { header: header("so-accept"), desk: "desk_review".into() };
    house.hears(&told("workflow", "case", "passed", &passed)).await.unwrap();

    assert_eq!(house.inbox("edu-clerk").await[0].0, "CASE_FORWARDED");
    assert_eq!(house.inbox("so-review").await[0].0, "CASE_PASSED");
}

#[tokio::test]
async fn an_opinion_is_asked_of_the_opinion_operators_of_the_departments_of_the_area() {
    let house = house().await;
    let opened = ReviewOpened {
        case_id: CASE.into(),
        case_version: 1,
        departments: vec!["hr_bureau".into(), "org_dept".into()],
        area_code: "420800".into(),
        ..ReviewOpened::default()
    };

    house.hears(&told("bridge", "review", "opened", &opened)).await.unwrap();

    let expected = [("OPINION_ASKED".to_owned(), format!("案件 {CASE} 请贵单位出具审核意见。"))];
    assert_eq!(house.inbox("hr-opinion").await, expected);
    assert_eq!(house.inbox("org-opinion").await, expected);
    assert_eq!(house.inbox("hr-clerk").await, []);
    assert_eq!(house.inbox("county-opinion").await, []);
}

#[tokio::test]
async fn a_fact_waits_for_the_directory_and_nonsense_is_for_a_person() {
    let house = house_that_knows(None).await;
    let nonsense = Fact { body: Body::Protobuf(vec![0xff]), ..submitted() };

    assert!(matches!(house.hears(&submitted()).await, Err(Refusal::Retry(_))));
    assert!(matches!(house.hears(&nonsense).await, Err(Refusal::Park(_))));
}

#[tokio::test]
async fn pages_go_from_the_newest_to_the_oldest_and_miss_nothing() {
    let house = house().await;
    for _ in 0..5 {
        house.hears(&submitted()).await.unwrap();
    }

    let first = house.page("so-accept", 2, "").await.unwrap();
    house.hears(&submitted()).await.unwrap();
    let second = house.page("so-accept", 2, &first.next_page_token).await.unwrap();
    let third = house.page("so-accept", 2, &second.next_page_token).await.unwrap();

    let pages = [first, second, third];
    let ids: Vec<&String> =
        pages.iter().flat_map(|page| &page.notifications).map(|message| &message.id).collect();
    assert_eq!(ids.len(), 5);
    assert!(ids.is_sorted_by(|newer, older| newer > older), "{ids:?}");
    assert_eq!(pages[2].next_page_token, "");
}

#[tokio::test]
async fn a_page_that_does_not_exist_is_refused() {
    let house = house().await;

    for (size, token) in [(1001, ""), (-1, ""), (0, "nonsense")] {
        assert_eq!(house.page("so-accept", size, token).await.unwrap_err().code(), Code::InvalidArgument);
    }
}

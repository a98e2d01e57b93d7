//! Return, refuse, withdraw: nothing stays held.

use prost::Message;
use proto::moment::timestamp;
use proto::workflow::v1 as pb;
use testkit::clock::local;

use crate::world::{World, fresh};

#[tokio::test]
async fn a_department_hands_a_draft_back_without_a_new_version_or_a_clock() {
    let world = World::start("2026-03-10 09:20").await;
    let case = world.draft_quota_use(2).await;
    world.upload("sch-clerk", &case, "M10").await;
    let case = world.forward("sch-clerk", &case).await.unwrap();

    let returned = world.return_case("edu-clerk", &case).await.unwrap();

    assert_eq!((returned.state(), returned.version), (pb::CaseState::Draft, 1));
    assert_eq!((returned.defects.len(), &returned.clock), (2, &None));
    assert!(world.registry.0.given_back.lock().unwrap().is_empty());
    let again = world.forward("sch-clerk", &returned).await.unwrap();
    assert!(again.defects.is_empty());
}

#[tokio::test]
async fn a_returned_request_gives_its_seats_back_and_holds_them_again_as_version_two() {
    let world = World::start("2026-03-10 09:20").await;
    let submitted = world.submitted_quota_use().await;
    let accepted = world.accept("so-accept", &submitted).await.unwrap();
    world.at("2026-03-10 11:00");

    let returned = world.return_case("so-review", &accepted).await.unwrap();
    world.at("2026-03-11 15:00");
    let again = world.submit("edu-clerk", &returned).await.unwrap();

    assert_eq!((returned.state(), returned.version), (pb::CaseState::Returned, 1));
    let given_back = world.registry.0.given_back.lock().unwrap().clone();
    assert_eq!((given_back.len(), given_back[0].keep_pin, given_back[0].case_version), (1, false, 1));
    assert_eq!((again.state(), again.version), (pb::CaseState::Submitted, 2));
    assert_eq!(world.registry.0.holds.lock().unwrap()[1].case_version, 2);
    // A T0 clock starts anew; 15:00 still belongs to its day.
    assert_eq!(again.clock.unwrap().due_time, Some(timestamp(local("2026-03-11 17:30"))));
}

#[tokio::test]
async fn every_fact_tells_the_whole_clock_and_who_holds_the_case_after_it() {
    let world = World::start("2026-03-10 09:20").await;
    let submitted = world.submitted_quota_use().await;
    let accepted = world.accept("so-accept", &submitted).await.unwrap();
    world.at("2026-03-10 11:00");
    let returned = world.return_case("so-review", &accepted).await.unwrap();
    world.at("2026-03-11 15:00");
    world.submit("edu-clerk", &returned).await.unwrap();

    let told = world.told().await;

    let header = |fact: &messaging::outbox::Fact| {
        // Every fact of a case has the header as its first field.
        let messaging::Body::Protobuf(bytes) = &fact.body else { panic!("protobuf") };
        pb::CaseSubmitted::decode(bytes.as_slice()).unwrap().header.unwrap()
    };
    let holders: Vec<String> = told.iter().map(|fact| header(fact).holding_desk).collect();
    assert_eq!(holders, ["", "desk_accept", "desk_review", "desk_review", "", "desk_accept"]);
    let clock = header(told.last().unwrap()).clock.unwrap();
    let ticks: Vec<(&str, _)> = clock.ticks.iter().map(|tick| (tick.kind.as_str(), tick.time)).collect();
    let at = |text| Some(timestamp(local(text)));
    assert_eq!(clock.class, "T0");
    assert_eq!(
        ticks,
        [
            ("STARTED", at("2026-03-10 09:20")),
            ("RETURNED", at("2026-03-10 11:00")),
            ("RESUMED", at("2026-03-11 15:00"))
        ]
    );
}

#[tokio::test]
async fn a_refused_case_is_over_and_holds_nothing() {
    let world = World::start("2026-03-10 09:20").await;
    let submitted = world.submitted_quota_use().await;
    let request = pb::RefuseCaseRequest {
        request_id: fresh(),
        case_id: submitted.id.clone(),
        etag: submitted.etag.clone(),
        reason: "不属于本办权限".into(),
    };

    let refused = world.cases("so-accept").refuse_case(request).await.unwrap().into_inner().case.unwrap();

    assert_eq!((refused.state(), refused.holder()), (pb::CaseState::Refused, pb::Holder::Unspecified));
    assert_eq!(world.registry.0.given_back.lock().unwrap().len(), 1);
    let told = world.told().await;
    assert_eq!(told.last().unwrap().event_type, "cn.bianzhi.case.ended.v1");
}

#[tokio::test]
async fn a_department_withdraws_a_draft_of_its_tree_without_asking_anybody() {
    let world = World::start("2026-03-10 09:20").await;
    let case = world.draft_quota_use(2).await;
    let request = pb::WithdrawCaseRequest {
        request_id: fresh(),
        case_id: case.id.clone(),
        etag: case.etag.clone(),
        reason: "计划取消".into(),
    };

    let withdrawn = world.cases("edu-clerk").withdraw_case(request).await.unwrap().into_inner().case.unwrap();

    assert_eq!(withdrawn.state(), pb::CaseState::Withdrawn);
    assert!(world.registry.0.given_back.lock().unwrap().is_empty());
}

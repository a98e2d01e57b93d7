//! Who is refused what, and that every attempt is kept.

use proto::workflow::v1 as pb;
use tonic::{Code, Status};

use crate::forms;
use crate::world::{World, fresh, reason};

fn refusal(status: &Status) -> (Code, String) {
    (status.code(), reason(status))
}

#[tokio::test]
async fn a_second_level_unit_can_not_submit_to_the_office() {
    let world = World::start("2026-03-10 09:20").await;
    let case = world.draft_quota_use(2).await;
    world.upload("sch-clerk", &case, "M10").await;

    let refused = world.submit("sch-clerk", &case).await.unwrap_err();

    assert_eq!(refusal(&refused), (Code::PermissionDenied, "SUBUNIT_DIRECT_SUBMIT_FORBIDDEN".into()));
    assert_eq!(world.get("sch-clerk", &case.id).await.state(), pb::CaseState::Draft);
    assert!(world.registry.0.holds.lock().unwrap().is_empty());
    assert_eq!(
        world.refused_attempts().await,
        [("sch-clerk".to_owned(), "SUBUNIT_DIRECT_SUBMIT_FORBIDDEN".to_owned())]
    );
}

#[tokio::test]
async fn a_department_can_not_submit_what_its_sub_unit_has_not_forwarded() {
    let world = World::start("2026-03-10 09:20").await;
    let case = world.draft_quota_use(2).await;
    world.upload("sch-clerk", &case, "M10").await;

    let refused = world.submit("edu-clerk", &case).await.unwrap_err();

    assert_eq!(refusal(&refused), (Code::FailedPrecondition, "CASE_STATE".into()));
}

#[tokio::test]
async fn a_case_of_another_tree_does_not_exist() {
    let world = World::start("2026-03-10 09:20").await;
    let case = world.draft_quota_use(2).await;

    let request = pb::GetCaseRequest { id: case.id.clone() };
    let looked = world.cases("hlt-clerk").get_case(request).await.unwrap_err();
    let submitted = world.submit("hlt-clerk", &case).await.unwrap_err();
    let drafted = world.create("hlt-clerk", forms::quota_use(1)).await.unwrap_err();

    assert_eq!(refusal(&looked), (Code::NotFound, "CASE_NOT_FOUND".into()));
    assert_eq!(refusal(&submitted), (Code::NotFound, "CASE_NOT_FOUND".into()));
    assert_eq!(refusal(&drafted), (Code::NotFound, "UNIT_NOT_FOUND".into()));
}

#[tokio::test]
async fn missing_materials_are_listed_before_anything_is_asked_of_the_registry() {
    let world = World::start("2026-03-10 09:20").await;
    let case = world.draft_quota_use(2).await;

    let refused = world.forward("sch-clerk", &case).await.unwrap_err();

    let failure = channel::failure(&refused);
    assert_eq!((refused.code(), failure.reason.as_str()), (Code::FailedPrecondition, "MATERIAL_MISSING"));
    let missing: Vec<_> = failure.findings.iter().map(|finding| finding.figures["kind"].as_str()).collect();
    assert_eq!(missing, ["M10"]);
}

#[tokio::test]
async fn a_wrong_id_is_refused_with_every_other_defect_and_is_not_repeated() {
    let world = World::start("2026-08-20 09:00").await;
    let form = forms::entry_with(|entry| {
        entry.person.as_mut().unwrap().id_number = "420800199811040027".into();
        entry.channel = "BY_FRIENDS".into();
        entry.effective_date = None;
    });

    let refused = world.create("sch-clerk", form).await.unwrap_err();

    let failure = channel::failure(&refused);
    assert_eq!((refused.code(), failure.reason.as_str()), (Code::InvalidArgument, "FIELD_INVALID"));
    let fields: Vec<_> = failure.violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["form.entry.channel", "form.entry.person.id_number", "form.entry.effective_date"]);
    assert!(!format!("{refused:?}").contains("420800199811040027"));
    assert_eq!(world.refused_attempts().await, [("sch-clerk".to_owned(), "FIELD_INVALID".to_owned())]);
}

#[tokio::test]
async fn who_acted_at_one_desk_does_not_act_at_another() {
    let world = World::start("2026-03-10 09:20").await;
    let submitted = world.submitted_quota_use().await;
    let accepted = world.accept("so-all", &submitted).await.unwrap();

    let reviewed = world.review("so-all", &accepted).await.unwrap_err();

    assert_eq!(refusal(&reviewed), (Code::PermissionDenied, "FOUR_EYES".into()));
}

#[tokio::test]
async fn only_the_holding_desk_acts() {
    let world = World::start("2026-03-10 09:20").await;
    let submitted = world.submitted_quota_use().await;

    let returned = world.return_case("so-approve", &submitted).await.unwrap_err();
    let approved = world.approve("so-approve", World::approval(&submitted)).await.unwrap_err();
    let accepted = world.accept("so-review", &submitted).await.unwrap_err();

    assert_eq!(refusal(&returned), (Code::PermissionDenied, "NOT_THE_HOLDER".into()));
    assert_eq!(refusal(&approved), (Code::FailedPrecondition, "CASE_STATE".into()));
    assert_eq!(refusal(&accepted), (Code::PermissionDenied, "METHOD_NOT_PERMITTED".into()));
}

#[tokio::test]
async fn a_stale_etag_is_a_conflict_and_a_replay_comes_before_it() {
    let world = World::start("2026-03-10 09:20").await;
    let submitted = world.submitted_quota_use().await;
    let request = pb::AcceptCaseRequest {
        request_id: fresh(),
        case_id: submitted.id.clone(),
        etag: submitted.etag.clone(),
        remark: String::new(),
    };
    world.cases("so-accept").accept_case(request.clone()).await.unwrap();

    let stale = world.accept("so-all", &submitted).await.unwrap_err();
    let replayed = world.cases("so-accept").accept_case(request.clone()).await;
    let other = pb::AcceptCaseRequest { remark: "另".into(), ..request };
    let reused = world.cases("so-accept").accept_case(other).await.unwrap_err();

    assert_eq!(refusal(&stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    assert!(replayed.is_ok());
    assert_eq!(refusal(&reused), (Code::AlreadyExists, "REQUEST_ID_REUSED".into()));
}

#[tokio::test]
async fn an_item_without_a_definition_is_unknown() {
    let world = World::bare("2026-03-10 09:20").await;

    let refused = world.create("sch-clerk", forms::quota_use(2)).await.unwrap_err();

    assert_eq!(refusal(&refused), (Code::FailedPrecondition, "ITEM_UNKNOWN".into()));
}

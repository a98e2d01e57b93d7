//! What becomes of an effect when its performer dies, another house refuses, or is away.

use std::time::Duration;

use proto::workflow::v1 as pb;
use testkit::eventually;

use crate::registry::blocking;
use crate::world::{World, fresh, reason};

#[tokio::test]
async fn an_approval_whose_performer_died_completes_once_with_the_same_ids() {
    let world = World::start("2026-03-10 09:20").await;
    let reviewed = world.reviewed_quota_use().await;
    *world.registry.0.is_mute.lock().unwrap() = true;
    let approval = World::approval(&reviewed);

    // The caller gives up: its task, and the call in it, is dropped.
    let patience = Duration::from_millis(700);
    let pending = world.approve_within("so-approve", approval.clone(), patience).await.unwrap();
    assert_eq!(pending.outcome(), pb::ApprovalOutcome::EffectsPending);
    assert_eq!(pending.case.as_ref().unwrap().state(), pb::CaseState::Approved);
    *world.registry.0.is_mute.lock().unwrap() = false;
    eventually("the worker finishes the effect", Duration::from_secs(10), || async {
        (world.app.carry_out_due().await.unwrap() > 0).then_some(())
    })
    .await;

    let completed = world.get("so-approve", &reviewed.id).await;
    assert_eq!(completed.state(), pb::CaseState::Completed);
    let applied = world.registry.0.applied.lock().unwrap().clone();
    assert!(applied.len() >= 2);
    assert!(applied.iter().all(|call| *call == applied[0]), "every call is the same request");
    assert_eq!(world.document.0.issued.lock().unwrap().len(), 1);
    let entries = world.timeline(&reviewed.id).await;
    let last = entries.last().unwrap();
    assert_eq!(last.step, "COMPLETED");
    assert!(last.service.starts_with("workflow/A"), "{}", last.service);
    assert_eq!(last.actor.as_ref().unwrap().operator_id, "so-approve");
    // The first answer stays.
    assert_eq!(world.approve("so-approve", approval).await.unwrap(), pending);
}

#[tokio::test]
async fn papers_that_cant_be_issued_yet_are_issued_when_they_can() {
    let world = World::start("2026-03-10 09:20").await;
    let reviewed = world.reviewed_quota_use().await;
    *world.document.0.has_no_series.lock().unwrap() = true;

    let patience = Duration::from_millis(900);
    let pending = world.approve_within("so-approve", World::approval(&reviewed), patience).await.unwrap();
    assert_eq!(pending.outcome(), pb::ApprovalOutcome::EffectsPending);
    let approved = world.get("so-approve", &reviewed.id).await;
    assert!(!approved.change_id.is_empty(), "the change is in force already");
    *world.document.0.has_no_series.lock().unwrap() = false;
    eventually("the papers are issued", Duration::from_secs(10), || async {
        world.app.carry_out_due().await.unwrap();
        let case = world.get("so-approve", &reviewed.id).await;
        (case.state() == pb::CaseState::Completed).then_some(())
    })
    .await;

    let steps: Vec<_> = world.timeline(&reviewed.id).await.into_iter().map(|entry| entry.step).collect();
    assert_eq!(steps[6..], ["CHANGE_APPLIED", "PAPERS_ISSUED", "COMPLETED"]);
}

#[tokio::test]
async fn a_change_that_the_registry_refuses_goes_back_to_the_desk_that_decided() {
    let world = World::start("2026-03-10 09:20").await;
    let reviewed = world.reviewed_quota_use().await;
    *world.registry.0.refuses_change.lock().unwrap() = vec![blocking("QUOTA_INSUFFICIENT", &[])];

    let answer = world.approve("so-approve", World::approval(&reviewed)).await.unwrap();

    assert_eq!(answer.outcome(), pb::ApprovalOutcome::BackInReview);
    let case = answer.case.unwrap();
    assert_eq!((case.state(), case.holder()), (pb::CaseState::InReview, pb::Holder::DeskApprove));
    assert_eq!(case.findings[0].code, "QUOTA_INSUFFICIENT");
    assert!(world.document.0.issued.lock().unwrap().is_empty(), "no number is spent");
    // A new decision is a new request to the registry.
    let again = world.approve("so-approve", World::approval(&case)).await.unwrap();
    assert_eq!(again.outcome(), pb::ApprovalOutcome::Completed);
    let applied = world.registry.0.applied.lock().unwrap();
    assert_ne!(applied[0].request_id, applied[1].request_id);
}

#[tokio::test]
async fn while_a_step_is_under_way_nobody_else_moves_the_case() {
    let world = World::start("2026-03-10 09:20").await;
    let reviewed = world.reviewed_quota_use().await;
    *world.registry.0.is_mute.lock().unwrap() = true;
    let patience = Duration::from_millis(600);
    let pending = world.approve_within("so-approve", World::approval(&reviewed), patience).await.unwrap();

    let refusal = world.return_case("so-approve", &pending.case.unwrap()).await.unwrap_err();

    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (tonic::Code::Unavailable, "REQUEST_IN_PROGRESS")
    );
}

#[tokio::test]
async fn a_refused_submission_changes_nothing_and_says_everything() {
    let world = World::start("2026-03-10 09:20").await;
    let case = world.draft_quota_use(2).await;
    world.upload("sch-clerk", &case, "M10").await;
    let case = world.forward("sch-clerk", &case).await.unwrap();
    let figures = [("approved", "850"), ("occupied", "848"), ("reserved", "2"), ("available", "0")];
    *world.registry.0.findings.lock().unwrap() =
        vec![blocking("QUOTA_INSUFFICIENT", &figures), blocking("INSTITUTION_FROZEN", &[])];
    let request =
        pb::SubmitCaseRequest { request_id: fresh(), case_id: case.id.clone(), etag: case.etag.clone() };

    let refusal = world.cases("edu-clerk").submit_case(request.clone()).await.unwrap_err();

    let failure = channel::failure(&refusal);
    assert_eq!(
        (refusal.code(), failure.reason.as_str()),
        (tonic::Code::FailedPrecondition, "QUOTA_INSUFFICIENT")
    );
    assert_eq!(failure.findings.len(), 2);
    assert_eq!(failure.findings[0].figures["approved"], "850");
    assert_eq!(world.get("edu-clerk", &case.id).await.etag, case.etag);
    assert_eq!(world.told().await.len(), 1, "only the forwarding was told");
    assert_eq!(world.timeline(&case.id).await.last().unwrap().step, "SUBMISSION_REFUSED");
    // The refusal of an effect is its stored answer.
    let again = world.cases("edu-clerk").submit_case(request).await.unwrap_err();
    assert_eq!(channel::failure(&again).findings, failure.findings);
    assert_eq!(world.registry.0.holds.lock().unwrap().len(), 1);
    // A new submission asks anew.
    let submitted = world.submit("edu-clerk", &case).await.unwrap();
    assert_eq!(submitted.state(), pb::CaseState::Submitted);
}

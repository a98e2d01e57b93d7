//! G1, step 1: two seats asked for, a permit with its letter.

use prost::Message;
use proto::document::v1::slip::Content;
use proto::moment::timestamp;
use proto::workflow::v1 as pb;
use testkit::clock::local;

use crate::world::World;

#[tokio::test]
async fn a_request_for_seats_goes_from_the_draft_to_its_papers_within_the_day() {
    let world = World::start("2026-03-10 09:20").await;

    let drafted = world.draft_quota_use(2).await;
    assert_eq!(drafted.id, "420800-2026-000001");
    assert_eq!((drafted.state(), drafted.holder()), (pb::CaseState::Draft, pb::Holder::Applicant));
    assert_eq!(drafted.definition, "quota_use/1");
    world.upload("sch-clerk", &drafted, "M10").await;
    let forwarded = world.forward("sch-clerk", &drafted).await.unwrap();
    assert_eq!((forwarded.state(), forwarded.holder()), (pb::CaseState::DeptPending, pb::Holder::Department));

    world.at("2026-03-10 10:05");
    let submitted = world.submit("edu-clerk", &forwarded).await.unwrap();
    assert_eq!((submitted.state(), submitted.holder()), (pb::CaseState::Submitted, pb::Holder::DeskAccept));
    assert_eq!(submitted.submitter.as_ref().unwrap().operator_id, "edu-clerk");
    let clock = submitted.clock.as_ref().unwrap();
    assert_eq!(clock.class, "T0");
    assert_eq!(clock.due_time, Some(timestamp(local("2026-03-10 17:30"))));
    assert_eq!(clock.derivation.len(), 1);
    let hold = world.registry.0.holds.lock().unwrap()[0].clone();
    assert_eq!((hold.case_id.as_str(), hold.case_version), (drafted.id.as_str(), 1));
    assert_eq!(hold.actor.unwrap().operator_id, "edu-clerk");

    world.at("2026-03-10 10:30");
    let accepted = world.accept("so-accept", &submitted).await.unwrap();
    assert_eq!((accepted.state(), accepted.holder()), (pb::CaseState::InReview, pb::Holder::DeskReview));
    world.at("2026-03-10 11:00");
    let reviewed = world.review("so-review", &accepted).await.unwrap();
    assert_eq!((reviewed.state(), reviewed.holder()), (pb::CaseState::InReview, pb::Holder::DeskApprove));

    world.at("2026-03-10 15:40");
    let answer = world.approve("so-approve", World::approval(&reviewed)).await.unwrap();
    assert_eq!(answer.outcome(), pb::ApprovalOutcome::Completed);
    let completed = answer.case.unwrap();
    assert_eq!((completed.state(), completed.holder()), (pb::CaseState::Completed, pb::Holder::Unspecified));
    let papers: Vec<_> = completed.papers.iter().map(|p| (p.r#type.as_str(), p.doc_no.as_str())).collect();
    assert_eq!(papers, [("PERMIT", "荆编用〔2026〕12号"), ("LETTER", "荆编函〔2026〕45号")]);
    assert_eq!(completed.clock.unwrap().stop_time, Some(timestamp(local("2026-03-10 15:40"))));

    let recorded = world.registry.0.recorded.lock().unwrap()[0].clone();
    assert_eq!(recorded.change_id, completed.change_id);
    assert_eq!(
        (recorded.slip_no.as_str(), recorded.letter_no.as_str()),
        ("荆编用〔2026〕12号", "荆编函〔2026〕45号")
    );
}

#[tokio::test]
async fn the_permit_says_what_the_registry_answered() {
    let world = World::start("2026-03-10 09:20").await;
    let reviewed = world.reviewed_quota_use().await;

    world.approve("so-approve", World::approval(&reviewed)).await.unwrap();

    let issued = world.document.0.issued.lock().unwrap()[0].clone();
    let Some(Content::Permit(slip)) = issued.slips[0].content.clone() else { panic!("a permit") };
    let unit = slip.unit.unwrap();
    assert_eq!((unit.name.as_str(), unit.supervisor.as_str()), ("荆门市第一实验中学", "市教育局"));
    assert_eq!(
        (slip.quota_type.as_str(), slip.funding.as_str(), slip.channel.as_str(), slip.quantity),
        ("事业编制", "财政全额拨款", "公开招聘", 2)
    );
    assert_eq!(slip.posts[0].division, "语文组");
    assert_eq!(slip.posts[0].education, "大学本科毕业");
    let figures = |snapshot: proto::document::v1::SlipSnapshot| {
        (snapshot.approved, snapshot.occupied, snapshot.reserved, snapshot.available)
    };
    assert_eq!(figures(slip.before.unwrap()), (120, 117, 0, 3));
    assert_eq!(figures(slip.after.unwrap()), (120, 117, 2, 1));
    assert_eq!(slip.valid_to.unwrap().year, 2027);
    assert_eq!(
        (slip.addressee.as_str(), slip.copies.as_slice()),
        ("荆门市第一实验中学", ["org".to_owned(), "hr".to_owned()].as_slice())
    );
    let letter = issued.letter.unwrap();
    assert_eq!(letter.subject, "荆门市第一实验中学用编核准");
    assert_eq!(letter.addressee, "edu");
    assert_eq!(letter.validity, "本次用编核准自2026年3月10日起至2027年3月10日止有效，逾期自行失效。");
    assert!(letter.paragraphs[0].contains("事业编制(全额)2名"), "{}", letter.paragraphs[0]);
}

#[tokio::test]
async fn every_step_is_told_once_and_in_order() {
    let world = World::start("2026-03-10 09:20").await;
    let reviewed = world.reviewed_quota_use().await;
    world.approve("so-approve", World::approval(&reviewed)).await.unwrap();

    let told = world.told().await;

    let types: Vec<_> = told.iter().map(|fact| fact.event_type.as_str()).collect();
    let expected = ["forwarded", "submitted", "accepted", "passed", "passed", "approved", "completed"];
    assert_eq!(types, expected.map(|name| format!("cn.bianzhi.case.{name}.v1")));
    assert!(told.iter().all(|fact| fact.aggregate_id == reviewed.id));
    let messaging::Body::Protobuf(bytes) = &told[6].body else { panic!("protobuf") };
    let completed = pb::CaseCompleted::decode(bytes.as_slice()).unwrap();
    let header = completed.header.unwrap();
    assert_eq!((header.unit_id.as_str(), header.department_id.as_str()), ("sch", "edu"));
    assert_eq!((header.drafter_id.as_str(), header.submitter_id.as_str()), ("sch-clerk", "edu-clerk"));
    assert_eq!(completed.papers.len(), 2);
}

#[tokio::test]
async fn the_timeline_is_a_chain_of_who_did_what() {
    let world = World::start("2026-03-10 09:20").await;
    let reviewed = world.reviewed_quota_use().await;
    world.approve("so-approve", World::approval(&reviewed)).await.unwrap();

    let entries = world.timeline(&reviewed.id).await;

    let steps: Vec<_> =
        entries.iter().map(|e| (e.step.as_str(), e.actor.as_ref().unwrap().operator_id.as_str())).collect();
    assert_eq!(
        steps,
        [
            ("DRAFTED", "sch-clerk"),
            ("FORWARDED", "sch-clerk"),
            ("SUBMITTED", "edu-clerk"),
            ("ACCEPTED", "so-accept"),
            ("REVIEWED", "so-review"),
            ("APPROVED", "so-approve"),
            ("CHANGE_APPLIED", "so-approve"),
            ("PAPERS_ISSUED", "so-approve"),
            ("COMPLETED", "so-approve"),
        ]
    );
    assert_eq!(entries[0].previous_hash, "");
    for pair in entries.windows(2) {
        assert_eq!(pair[1].previous_hash, pair[0].hash);
    }
    assert!(entries.iter().skip(1).all(|entry| entry.seen_hash.len() == 64 && entry.hash.len() == 64));
    assert!(entries.iter().all(|entry| !entry.actor.as_ref().unwrap().certificate_serial.is_empty()));
    assert_eq!(entries[5].basis, "编委会年度用编计划");
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_whatever_happened_since() {
    let world = World::start("2026-03-10 09:20").await;
    let case = world.submitted_quota_use().await;
    let accepting = pb::AcceptCaseRequest {
        request_id: crate::world::fresh(),
        case_id: case.id.clone(),
        etag: case.etag.clone(),
        remark: String::new(),
    };
    let first = world.cases("so-accept").accept_case(accepting.clone()).await.unwrap().into_inner();
    let reviewed = world.review("so-review", first.case.as_ref().unwrap()).await.unwrap();
    let approval = World::approval(&reviewed);
    let approved = world.approve("so-approve", approval.clone()).await.unwrap();

    let again = world.cases("so-accept").accept_case(accepting).await.unwrap().into_inner();
    let approved_again = world.approve("so-approve", approval).await.unwrap();

    assert_eq!(again, first);
    assert_eq!(approved_again, approved);
    assert_eq!(world.registry.0.applied.lock().unwrap().len(), 1);
}

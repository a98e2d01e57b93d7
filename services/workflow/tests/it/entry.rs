//! G1, step 3: an entry with two parallel opinions, the registry change and four papers.

use messaging::inbox::Receive;
use proto::bridge::v1::OpinionVerdict;
use proto::document::v1::slip::Content;
use proto::moment::timestamp;
use proto::workflow::v1 as pb;
use testkit::clock::local;
use workflow::events::LetterBox;

use crate::forms;
use crate::world::{World, reason};

async fn accepted(world: &World) -> pb::Case {
    let submitted = world.submitted_entry().await;
    world.accept("so-accept", &submitted).await.unwrap()
}

#[tokio::test]
async fn an_entry_waits_for_both_opinions_and_ends_with_its_papers() {
    let world = World::start("2026-08-19 16:00").await;
    let submitted = world.submitted_entry().await;
    assert_eq!(submitted.clock, None, "an L5 clock starts with the acceptance");
    let pin = world.registry.0.pins.lock().unwrap()[0].clone();
    assert_eq!((pin.case_id.as_str(), pin.case_version), (submitted.id.as_str(), 1));

    world.at("2026-08-20 09:00");
    let accepted = world.accept("so-accept", &submitted).await.unwrap();
    assert_eq!((accepted.state(), accepted.holder()), (pb::CaseState::InReview, pb::Holder::DeskAccept));
    let clock = accepted.clock.clone().unwrap();
    assert_eq!(clock.class, "L5");
    assert_eq!(clock.due_time, Some(timestamp(local("2026-08-27 17:30"))));
    assert_eq!(clock.derivation.iter().map(|line| line.counted).max(), Some(5));
    let review = world.bridge.0.opened.lock().unwrap()[0].clone();
    assert_eq!(review.form_hash, accepted.form_hash);
    assert_eq!((review.area_code.as_str(), review.unit_id.as_str()), ("420800", "sch"));
    let asked: Vec<_> = review.departments.iter().map(|d| (d.department.as_str(), d.required)).collect();
    assert_eq!(asked, [("hr_bureau", true), ("org_dept", true)]);
    assert_eq!(review.departments[0].due_time, Some(timestamp(local("2026-08-24 17:30"))));
    assert_eq!(review.materials.len(), 1);

    let letter_box = LetterBox(world.app.clone());
    world.at("2026-08-21 15:00");
    let hr = world.bridge.give("hr_bureau", OpinionVerdict::Agree, world.clock.now());
    letter_box.receive(&hr).await.unwrap();
    assert_eq!(world.get("so-review", &accepted.id).await.holder(), pb::Holder::DeskAccept);
    world.at("2026-08-24 10:00");
    let org = world.bridge.give("org_dept", OpinionVerdict::Agree, world.clock.now());
    letter_box.receive(&org).await.unwrap();
    letter_box.receive(&org).await.unwrap();
    let joined = world.get("so-review", &accepted.id).await;
    assert_eq!(joined.holder(), pb::Holder::DeskReview);

    world.at("2026-08-25 09:30");
    let reviewed = world.review("so-review", &joined).await.unwrap();
    let answer = world.approve("so-approve", World::approval(&reviewed)).await.unwrap();
    assert_eq!(answer.outcome(), pb::ApprovalOutcome::Completed);
    let papers: Vec<_> = answer.case.unwrap().papers.into_iter().map(|p| (p.r#type, p.doc_no)).collect();
    let expected = [
        ("ENTRY", "荆编进〔2026〕87号"),
        ("FUNDING", "荆编核〔2026〕91号"),
        ("LETTER", "荆编函〔2026〕45号"),
    ];
    assert_eq!(papers, expected.map(|(kind, number)| (kind.to_owned(), number.to_owned())));
    let recorded = world.registry.0.recorded.lock().unwrap()[0].clone();
    assert_eq!((recorded.slip_no, recorded.funding_no), (expected[0].1.into(), expected[1].1.into()));
}

#[tokio::test]
async fn the_papers_of_an_entry_show_the_seat_on_its_first_day_and_a_masked_person() {
    let world = World::start("2026-08-20 09:00").await;
    let accepted = accepted(&world).await;
    for department in ["hr_bureau", "org_dept"] {
        world.bridge.give(department, OpinionVerdict::Agree, world.clock.now());
    }
    let reviewed = world.review("so-review", &accepted).await.unwrap();
    world.approve("so-approve", World::approval(&reviewed)).await.unwrap();

    let issued = world.document.0.issued.lock().unwrap()[0].clone();
    let Some(Content::Entry(entry)) = issued.slips[0].content.clone() else { panic!("an entry") };
    let after = entry.after.unwrap();
    assert_eq!((after.occupied, after.reserved, after.available), (118, 1, 1));
    assert_eq!((after.date.unwrap().month, after.date.unwrap().day), (9, 1));
    assert_eq!(
        (entry.name.as_str(), entry.masked_id_number.as_str(), entry.birth_month.as_str()),
        ("李静文", "420800********0026", "1998年11月")
    );
    assert_eq!((entry.rank.as_str(), entry.permit_no.as_str()), ("专业技术12级", "荆编用〔2026〕12号"));
    let opinions: Vec<_> =
        entry.opinions.iter().map(|o| (o.department.as_str(), o.verdict.as_str())).collect();
    assert_eq!(opinions, [("hr", "同意"), ("org", "同意")]);
    let Some(Content::Funding(funding)) = issued.slips[1].content.clone() else { panic!("a funding slip") };
    assert_eq!((funding.addressee.as_str(), funding.pay_month.as_str()), ("fin", "2026年9月"));
    assert_eq!(funding.persons[0].masked_id_number, "420800********0026");
}

#[tokio::test]
async fn a_review_right_after_the_last_opinion_does_not_wait_for_its_fact() {
    let world = World::start("2026-08-20 09:00").await;
    let accepted = accepted(&world).await;
    world.bridge.give("hr_bureau", OpinionVerdict::Agree, world.clock.now());
    let refusal = world.review("so-review", &accepted).await.unwrap_err();
    let failure = channel::failure(&refusal);
    assert_eq!(failure.reason, "OPINIONS_OUTSTANDING");
    assert_eq!(failure.findings.len(), 1);
    assert_eq!(failure.findings[0].figures["department"], "org_dept");
    let last = world.bridge.give("org_dept", OpinionVerdict::Agree, world.clock.now());

    let seen = world.get("so-review", &accepted.id).await;
    let reviewed = world.review("so-review", &seen).await.unwrap();

    assert_eq!(reviewed.holder(), pb::Holder::DeskApprove);
    // The facts come late and change nothing.
    LetterBox(world.app.clone()).receive(&last).await.unwrap();
    assert_eq!(world.get("so-review", &accepted.id).await.etag, reviewed.etag);
    let given = world.timeline(&accepted.id).await.into_iter().filter(|entry| entry.step == "OPINION_GIVEN");
    let who: Vec<_> = given.map(|entry| (entry.basis, entry.service)).collect();
    assert_eq!(
        who,
        [("hr_bureau AGREE".to_owned(), "bridge".to_owned()), ("org_dept AGREE".into(), "bridge".into())]
    );
}

#[tokio::test]
async fn a_disagreement_leaves_the_case_with_acceptance_for_a_return() {
    let world = World::start("2026-08-20 09:00").await;
    let accepted = accepted(&world).await;
    let letter_box = LetterBox(world.app.clone());
    let org = world.bridge.give("org_dept", OpinionVerdict::Agree, world.clock.now());
    let hr = world.bridge.give("hr_bureau", OpinionVerdict::Disagree, world.clock.now());
    letter_box.receive(&org).await.unwrap();
    letter_box.receive(&hr).await.unwrap();

    let case = world.get("so-accept", &accepted.id).await;
    let refusal = world.review("so-review", &case).await.unwrap_err();
    assert_eq!((case.holder(), reason(&refusal).as_str()), (pb::Holder::DeskAccept, "OPINION_DISAGREES"));
    let returned = world.return_case("so-accept", &case).await.unwrap();

    assert_eq!((returned.state(), returned.holder()), (pb::CaseState::Returned, pb::Holder::Applicant));
    assert_eq!(returned.defects.len(), 2);
    assert!(world.registry.0.given_back.lock().unwrap()[0].keep_pin, "a returned entry keeps its pin");
    assert_eq!(world.bridge.0.closed.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_returned_entry_comes_back_as_its_next_version_with_the_days_it_has_left() {
    let world = World::start("2026-08-20 09:00").await;
    let accepted = accepted(&world).await;
    world.at("2026-08-21 10:00");
    let returned = world.return_case("so-accept", &accepted).await.unwrap();
    assert_eq!(returned.version, 1);

    let changed = forms::entry_with(|entry| entry.post = "高中数学教师".into());
    let request = pb::UpdateCaseRequest {
        request_id: crate::world::fresh(),
        case: Some(pb::Case { form: Some(changed), ..returned.clone() }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["form".into()] }),
    };
    let updated = world.cases("sch-clerk").update_case(request).await.unwrap().into_inner().case.unwrap();
    assert_eq!((updated.version, updated.state()), (1, pb::CaseState::Returned));
    assert_ne!(updated.form_hash, accepted.form_hash);
    world.at("2026-08-26 09:00");
    let submitted = world.submit("edu-clerk", &updated).await.unwrap();

    assert_eq!((submitted.version, submitted.state()), (2, pb::CaseState::Submitted));
    assert_eq!(world.registry.0.pins.lock().unwrap()[1].case_version, 2);
    // One working day was used up to the return on Friday; four are left after Wednesday.
    let clock = submitted.clock.clone().unwrap();
    assert_eq!(clock.due_time, Some(timestamp(local("2026-09-01 17:30"))));
    assert!(submitted.opinions.is_empty());
    // The second review asks anew about the second version.
    let again = world.accept("so-accept", &submitted).await.unwrap();
    assert!(again.opinions.iter().all(|opinion| opinion.verdict == "PENDING"));
    let opened = world.bridge.0.opened.lock().unwrap();
    assert_eq!((opened[1].case_version, opened[1].form_hash.as_str()), (2, again.form_hash.as_str()));
}

#[tokio::test]
async fn one_person_has_one_open_case() {
    let world = World::start("2026-08-20 09:00").await;
    let first = world.submitted_entry().await;
    let second = world.create("sch-clerk", forms::entry()).await.unwrap();
    world.upload("sch-clerk", &second, "M02").await;
    let second = world.forward("sch-clerk", &second).await.unwrap();

    let refusal = world.submit("edu-clerk", &second).await.unwrap_err();
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (tonic::Code::FailedPrecondition, "CASE_OPEN_FOR_PERSON")
    );
    let request = pb::WithdrawCaseRequest {
        request_id: crate::world::fresh(),
        case_id: first.id.clone(),
        etag: first.etag.clone(),
        reason: "重复申报".into(),
    };
    world.cases("edu-clerk").withdraw_case(request).await.unwrap();

    assert_eq!(world.submit("edu-clerk", &second).await.unwrap().state(), pb::CaseState::Submitted);
}

#[tokio::test]
async fn an_opinion_on_an_older_version_changes_nothing() {
    let world = World::start("2026-08-20 09:00").await;
    let accepted = accepted(&world).await;
    let late = world.bridge.give("hr_bureau", OpinionVerdict::Agree, world.clock.now());
    let returned = world.return_case("so-accept", &accepted).await.unwrap();
    let submitted = world.submit("edu-clerk", &returned).await.unwrap();
    let again = world.accept("so-accept", &submitted).await.unwrap();

    LetterBox(world.app.clone()).receive(&late).await.unwrap();

    assert_eq!(world.get("so-accept", &again.id).await.etag, again.etag);
}

#[tokio::test]
async fn a_reviewing_department_sees_the_case_and_not_the_number() {
    use proto::r#type::v1::proposed_change::Change;
    let world = World::start("2026-08-20 09:00").await;
    let accepted = accepted(&world).await;
    let shown = |case: pb::Case| match case.form.unwrap().change {
        Some(Change::Entry(entry)) => entry.person.unwrap().id_number,
        _ => panic!("an entry"),
    };

    assert_eq!(shown(world.get("hr-opinion", &accepted.id).await), "420800********0026");
    assert_eq!(shown(world.get("sch-clerk", &accepted.id).await), "420800199811040026");
}

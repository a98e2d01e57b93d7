//! What the rules refuse, with every finding at once, and nothing written but the answer.
use proto::registry::v1 as pb;
use proto::r#type::v1 as shared;
use shared::proposed_change::Change;

use crate::base::{Base, DAT, POL, SCH, Seats, bucket};
use crate::figures::{CASE_1, CASE_2, apply, done, entry, hold, on, pin, pinned, quota_use};
use crate::house::House;

fn refused(answer: pb::HoldSeatsResponse) -> Vec<shared::Finding> {
    match answer.outcome.unwrap() {
        pb::hold_seats_response::Outcome::Refused(refused) => refused.findings,
        pb::hold_seats_response::Outcome::Held(_) => panic!("held"),
    }
}

fn not_pinned(answer: pb::PinPermitResponse) -> Vec<shared::Finding> {
    match answer.outcome.unwrap() {
        pb::pin_permit_response::Outcome::Refused(refused) => refused.findings,
        pb::pin_permit_response::Outcome::Pinned(_) => panic!("pinned"),
    }
}

fn not_applied(answer: pb::ApplyChangeResponse) -> Vec<shared::Finding> {
    match answer.outcome.unwrap() {
        pb::apply_change_response::Outcome::Refused(refused) => refused.findings,
        pb::apply_change_response::Outcome::Applied(_) => panic!("applied"),
    }
}

fn codes(findings: &[shared::Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code.as_str()).collect()
}

#[tokio::test]
async fn g2_no_vacancy_is_refused_with_its_figures_and_leaves_nothing() {
    let base =
        Base::units().seats(&POL).permit(&POL, "荆编用〔2025〕8号", 2, 0, ["2025-11-01", "2026-10-31"]);
    let house = House::with(base).await;
    let facts = house.told().await.len();

    let findings = refused(hold(&house, CASE_1, &POL, 1).await);

    let finding = findings.iter().find(|finding| finding.code == "QUOTA_INSUFFICIENT").unwrap();
    assert_eq!(finding.severity(), shared::Severity::Block);
    assert!(finding.basis.contains("国务院令第486号）第六条"));
    for (figure, value) in
        [("approved", "850"), ("occupied", "848"), ("reserved", "2"), ("withheld", "0"), ("available", "0")]
    {
        assert_eq!(finding.figures[figure], value, "{figure}");
    }
    assert_eq!(codes(&findings), ["QUOTA_INSUFFICIENT", "DUPLICATE_APPROVAL"]);
    assert_eq!(house.count("select count(*) from hold").await, 0);
    assert_eq!(house.told().await.len(), facts);
    house.close().await;
}

#[tokio::test]
async fn every_finding_comes_at_once() {
    let house = House::with(Base::units().seats(&SCH)).await;
    let worker = shared::QuotaUse {
        bucket: Some(shared::Bucket { quota_type: "WORKER".into(), ..bucket(&SCH) }),
        posts: vec![],
        ..quota_use(&SCH, 2)
    };
    let request = pb::CheckChangeRequest {
        change: Some(shared::ProposedChange { change: Some(Change::QuotaUse(worker)) }),
        case_id: String::new(),
    };

    let findings = house.change().check_change(request).await.unwrap().into_inner().findings;

    assert_eq!(codes(&findings), ["QUOTA_TYPE_NOT_PERMITTED", "PLAN_EXCEEDED"]);
    house.close().await;
}

#[tokio::test]
async fn frozen_and_exit_only_units_take_nobody() {
    let seats = |institution| Seats { institution, ..SCH };
    let (frozen, exit_only) = (seats("frz"), seats("ext"));
    let house = House::with(Base::units().seats(&frozen).seats(&exit_only)).await;

    let frozen = refused(hold(&house, CASE_1, &frozen, 1).await);
    let exit_only = refused(hold(&house, CASE_2, &exit_only, 1).await);

    assert_eq!(codes(&frozen), ["INSTITUTION_FROZEN"]);
    assert_eq!(codes(&exit_only), ["INSTITUTION_EXIT_ONLY"]);
    house.close().await;
}

#[tokio::test]
async fn more_than_the_plan_escalates_and_is_held() {
    let seats = Seats { occupied: 100, ..SCH };
    let house = House::with(Base::units().seats(&seats)).await;

    let answer = hold(&house, CASE_1, &seats, 11).await;

    let Some(pb::hold_seats_response::Outcome::Held(held)) = answer.outcome else { panic!("refused") };
    assert_eq!(codes(&held.findings), ["PLAN_EXCEEDED"]);
    assert_eq!(held.findings[0].severity(), shared::Severity::Escalate);
    assert_eq!(held.balance.unwrap().reserved, 11);
    house.close().await;
}

#[tokio::test]
async fn a_permit_of_another_unit_can_not_be_cited() {
    let base = Base::units().seats(&SCH).seats(&DAT).permit(
        &DAT,
        "荆编用〔2026〕15号",
        1,
        0,
        ["2026-01-05", "2026-12-31"],
    );
    let house = House::with(base).await;
    house.now_is("2026-08-20 09:00");

    let other = not_pinned(pin(&house, CASE_1, entry("荆编用〔2026〕15号")).await);
    let none = not_pinned(pin(&house, CASE_1, entry("荆编用〔2026〕99号")).await);

    assert_eq!(codes(&other), ["APPROVAL_MISMATCH"]);
    assert_eq!(other[0].figures["differs"], "unit");
    assert_eq!(codes(&none), ["APPROVAL_NOT_FOUND"]);
    house.close().await;
}

#[tokio::test]
async fn a_wrong_citizen_id_is_told_without_repeating_it() {
    let base =
        Base::units().seats(&SCH).permit(&SCH, "荆编用〔2026〕3号", 1, 0, ["2026-01-05", "2026-12-31"]);
    let house = House::with(base).await;
    house.now_is("2026-08-20 09:00");
    let with = |id_number: &str, sex: &str| {
        let mut entry = entry("荆编用〔2026〕3号");
        let person = entry.person.as_mut().unwrap();
        (person.id_number, person.sex) = (id_number.into(), sex.into());
        entry
    };

    let mistyped = not_pinned(pin(&house, CASE_1, with("420800199811040027", "2")).await);
    let other_sex = not_pinned(pin(&house, CASE_1, with("420800199811040026", "1")).await);

    assert_eq!(codes(&mistyped), ["ID_NUMBER_INVALID"]);
    assert_eq!(codes(&other_sex), ["ID_NUMBER_INCONSISTENT"]);
    assert!(!format!("{mistyped:?}{other_sex:?}").contains("4208001998"));
    house.close().await;
}

#[tokio::test]
async fn a_person_on_establishment_can_not_enter_again_even_before_the_first_entry_begins() {
    let base =
        Base::units().seats(&SCH).permit(&SCH, "荆编用〔2026〕3号", 3, 0, ["2026-01-05", "2026-12-31"]);
    let house = House::with(base).await;
    house.now_is("2026-08-20 09:00");
    let form = entry("荆编用〔2026〕3号");
    pinned(pin(&house, CASE_1, form.clone()).await);
    pinned(pin(&house, CASE_2, form.clone()).await);
    apply(&house, CASE_1, Change::Entry(form.clone()), on(2026, 8, 20)).await;

    let applied = not_applied(apply(&house, CASE_2, Change::Entry(form.clone()), on(2026, 8, 20)).await);
    let submitted = not_pinned(pin(&house, "420800-2026-000003", form).await);

    assert_eq!(codes(&applied), ["PERSON_ALREADY_ON_ESTABLISHMENT"]);
    assert_eq!(codes(&submitted), ["PERSON_ALREADY_ON_ESTABLISHMENT"]);
    assert!(submitted[0].zh.contains("本单位"));
    house.assert_ledger_holds().await;
    house.close().await;
}

#[tokio::test]
async fn what_was_given_back_can_not_be_decided() {
    let house = House::with(Base::units().seats(&SCH)).await;
    done(hold(&house, CASE_1, &SCH, 2).await);
    crate::figures::give_back(&house, CASE_1, false).await;

    let findings =
        not_applied(apply(&house, CASE_1, Change::QuotaUse(quota_use(&SCH, 2)), on(2026, 3, 1)).await);

    assert_eq!(codes(&findings), ["HOLD_NOT_FOUND"]);
    house.close().await;
}

#[tokio::test]
async fn a_malformed_form_lists_every_field() {
    let house = House::with(Base::units().seats(&SCH)).await;
    let request = pb::PinPermitRequest {
        request_id: crate::house::new_id(),
        case_id: CASE_1.into(),
        case_version: 1,
        change: Some(shared::ProposedChange {
            change: Some(Change::Entry(shared::Entry {
                channel: "BY_BUS".into(),
                effective_date: None,
                ..entry("荆编用〔2026〕3号")
            })),
        }),
        actor: None,
    };

    let failure = channel::failure(&house.quota().pin_permit(request).await.unwrap_err());

    assert_eq!(failure.reason, "FIELD_INVALID");
    let fields: Vec<&str> = failure.violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["change.entry.channel", "change.entry.effective_date", "actor"]);
    assert_eq!(house.count("select count(*) from refused_attempt").await, 1);
    house.close().await;
}

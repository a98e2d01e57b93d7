use codes::{Channel, Funding, InstitutionKind, InstitutionState, QuotaType};
use kernel::error::Severity;
use time::macros::date;

use super::*;
use crate::domain::bucket::Bucket;
use crate::domain::ids::{DivisionId, InstitutionId};
use crate::domain::ledger::{Book, Holder, Seat};
use crate::domain::permit::tests::permit;
use crate::domain::rules::tests::institution;

const TODAY: Date = date!(2026 - 03 - 10);

fn bucket() -> Bucket {
    Bucket {
        institution_id: InstitutionId::new("pol"),
        quota_type: QuotaType::PolLegal,
        funding: Funding::Full,
    }
}

fn request(quantity: i32) -> QuotaUse {
    QuotaUse { bucket: bucket(), channel: Channel::OpenRecruit, quantity, division_ids: Vec::new() }
}

/// POL of G2: 850 / 848 / R2, with a plan of ten.
fn police(free: i32) -> Known {
    let founded = date!(2024 - 01 - 01);
    let permit = Seat::Reserved(Holder::Permit(crate::domain::ids::PermitId::new()));
    let seats = [(Seat::Free, founded, free), (Seat::Occupied, founded, 848), (permit, founded, 2)];
    let unit = Unit { institution: Some(institution()), book: Some(Book::of(bucket(), seats)) };
    Known { today: TODAY, unit, planned: Some(10), plan_taken: 0, permits: Vec::new() }
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code.as_str()).collect()
}

#[test]
fn q1_tells_the_figures_of_a_full_bucket() {
    let findings = check(&request(1), &police(0));

    assert_eq!(codes(&findings), ["QUOTA_INSUFFICIENT"]);
    let figures = &findings[0].figures;
    for (figure, value) in [
        ("approved", "850"),
        ("occupied", "848"),
        ("reserved", "2"),
        ("withheld", "0"),
        ("available", "0"),
        ("asked", "1"),
        ("date", "2026-03-10"),
    ] {
        assert_eq!(figures[figure], value, "{figure}");
    }
    assert!(findings[0].blocks());
}

#[test]
fn q1_lets_the_last_free_seat_go() {
    assert_eq!(codes(&check(&request(1), &police(1))), [""; 0]);
}

#[test]
fn q2_nobody_enters_a_unit_that_takes_nobody() {
    for (state, code) in [
        (InstitutionState::Frozen, "INSTITUTION_FROZEN"),
        (InstitutionState::ExitOnly, "INSTITUTION_EXIT_ONLY"),
        (InstitutionState::Abolished, "INSTITUTION_ABOLISHED"),
    ] {
        let mut known = police(5);
        known.unit.institution.as_mut().unwrap().state = state;

        assert_eq!(codes(&check(&request(1), &known)), [code]);
    }
}

#[test]
fn q3_the_kind_decides_the_quota_types() {
    let mut known = police(5);
    known.unit.institution.as_mut().unwrap().kind = InstitutionKind::PublicInstitution;

    let findings = check(&request(1), &known);

    assert_eq!(codes(&findings), ["QUOTA_TYPE_NOT_PERMITTED"]);
    assert!(findings[0].basis.contains("第十五条"));
}

#[test]
fn q4_beyond_the_plan_a_meeting_decides() {
    let mut known = police(9);
    known.plan_taken = 8;

    let findings = check(&request(3), &known);

    assert_eq!(codes(&findings), ["PLAN_EXCEEDED"]);
    assert_eq!((findings[0].severity, findings[0].figures["left"].as_str()), (Severity::Escalate, "2"));
    known.planned = None;
    assert_eq!(codes(&check(&request(1), &known)), ["PLAN_EXCEEDED"]);
}

#[test]
fn q7_an_open_permit_for_the_same_is_pointed_at() {
    let mut known = police(5);
    let same = Permit { bucket: bucket(), used: 1, ..permit(2) };
    let other_channel = Permit { channel: Channel::TransferIn, ..same.clone() };
    let used_up = Permit { used: 2, ..same.clone() };
    let expired = Permit { valid_to: date!(2026 - 03 - 09), ..same.clone() };
    known.permits = vec![same, other_channel, used_up, expired];

    let findings = check(&request(1), &known);

    assert_eq!(codes(&findings), ["DUPLICATE_APPROVAL"]);
    assert_eq!((findings[0].severity, findings[0].figures["unused"].as_str()), (Severity::Warn, "1"));
}

#[test]
fn what_does_not_exist_is_named_one_by_one() {
    let mut known = police(5);
    known.unit.book = None;
    let request = QuotaUse { division_ids: vec![DivisionId::new("sch-d1")], ..request(1) };
    assert_eq!(codes(&check(&request, &known)), ["BUCKET_NOT_FOUND", "DIVISION_NOT_FOUND"]);

    known.unit.institution = None;
    assert_eq!(codes(&check(&request, &known)), ["INSTITUTION_NOT_FOUND"]);
}

use calendar::RetireClass;
use codes::{
    Channel, CitizenId, Education, Ethnicity, Funding, InstitutionKind, InstitutionState, PersonCategory,
    PoliticalStatus, QuotaType, Sex,
};
use time::macros::date;

use super::*;
use crate::domain::bucket::Bucket;
use crate::domain::change::EntryPerson;
use crate::domain::ids::{DivisionId, PermitRef};
use crate::domain::ledger::{Book, Seat};
use crate::domain::permit::Ending;
use crate::domain::permit::tests::permit as any_permit;
use crate::domain::person::PersonName;
use crate::domain::rules::tests::institution;

const TODAY: Date = date!(2026 - 06 - 20);

fn bucket() -> Bucket {
    Bucket {
        institution_id: InstitutionId::new("hos"),
        quota_type: QuotaType::Inst,
        funding: Funding::Partial,
    }
}

/// 刘思雨 enters HOS, nothing wrong about it.
fn entry() -> Entry {
    Entry {
        bucket: bucket(),
        permit: Some(PermitRef::DocNo("荆编用〔2026〕5号".into())),
        channel: Channel::OpenRecruit,
        person: EntryPerson {
            name: PersonName::new("刘思雨"),
            id_number: "420800199209090063".parse::<CitizenId>(),
            sex: Sex::Female,
            birth_on: date!(1992 - 09 - 09),
            ethnicity: Ethnicity::Han,
            education: "21".parse::<Education>().unwrap(),
            political_status: "13".parse::<PoliticalStatus>().unwrap(),
            retirement_class: RetireClass::Female55,
        },
        division_id: None,
        post: "护士".into(),
        post_level: String::new(),
        category: PersonCategory::InstProfessional,
        effective_on: date!(2026 - 07 - 01),
    }
}

fn known() -> Known {
    let mut institution = institution();
    institution.kind = InstitutionKind::PublicInstitution;
    let unit = Unit { institution: Some(institution), book: Some(Book::empty(bucket())) };
    Known { today: TODAY, unit, permit: Some(any_permit(2)), pinned: false, person: None, earliest_on: TODAY }
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code.as_str()).collect()
}

fn found(entry: &Entry, known: &Known) -> Vec<String> {
    check(entry, known).into_iter().map(|finding| finding.code).collect()
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    assert_eq!(found(&entry(), &known()), [""; 0]);
}

#[test]
fn e1_the_permit_must_exist_and_be_for_this_seat() {
    let none = Known { permit: None, ..known() };
    assert_eq!(found(&entry(), &none), ["APPROVAL_NOT_FOUND"]);
    let uncited = Entry { permit: None, ..entry() };
    assert!(check(&uncited, &none)[0].en.contains("must cite"));

    let mut other = known();
    let permit = other.permit.as_mut().unwrap();
    permit.bucket.institution_id = InstitutionId::new("sch");
    permit.channel = Channel::TransferIn;
    let findings = check(&entry(), &other);
    assert_eq!(codes(&findings), ["APPROVAL_MISMATCH"]);
    assert_eq!(findings[0].figures["differs"], "unit,channel");
}

#[test]
fn e1_only_a_pin_from_before_outlives_the_expiry() {
    let mut late = Known { today: date!(2026 - 07 - 01), earliest_on: date!(2026 - 07 - 01), ..known() };
    assert_eq!(found(&entry(), &late), ["APPROVAL_EXPIRED"]);
    late.pinned = true;
    assert_eq!(found(&entry(), &late), [""; 0]);

    late.permit.as_mut().unwrap().used = 2;
    assert_eq!(found(&entry(), &late), ["APPROVAL_USED_UP"]);
    late.permit.as_mut().unwrap().used = 1;
    late.permit.as_mut().unwrap().ending = Some(Ending::Revoked);
    assert_eq!(found(&entry(), &late), ["APPROVAL_REVOKED"]);
}

#[test]
fn a_channel_without_a_permit_needs_a_free_seat() {
    let leader = Entry { channel: Channel::AppointedLeader, permit: None, ..entry() };
    let mut known = Known { permit: None, ..known() };
    assert_eq!(found(&leader, &known), ["QUOTA_INSUFFICIENT"]);

    known.unit.book = Some(Book::of(bucket(), [(Seat::Free, date!(2024 - 01 - 01), 1)]));
    assert_eq!(found(&leader, &known), [""; 0]);
}

#[test]
fn e2_nobody_sits_twice_and_a_stranger_learns_only_the_jurisdiction() {
    let seat = |institution: &str| OtherSeat {
        institution_id: InstitutionId::new(institution),
        jurisdiction_id: JurisdictionId::new("zhongxiang"),
        jurisdiction_name: "钟祥市".into(),
    };
    let with = |seat| Known { person: Some(KnownPerson { same_name: true, seat }), ..known() };

    let elsewhere = check(&entry(), &with(Some(seat("zxs"))));
    assert_eq!(codes(&elsewhere), ["PERSON_ALREADY_ON_ESTABLISHMENT"]);
    assert_eq!(elsewhere[0].en, "the person is on establishment in another unit in 钟祥市: use a movement");
    assert!(!format!("{elsewhere:?}").contains("zxs"));
    let here = check(&entry(), &with(Some(seat("hos"))));
    assert!(here[0].zh.contains("本单位"));
    assert_eq!(found(&entry(), &with(None)), [""; 0]);
}

#[test]
fn a_known_number_under_another_name_is_refused() {
    let known = Known { person: Some(KnownPerson { same_name: false, seat: None }), ..known() };

    assert_eq!(found(&entry(), &known), ["PERSON_FACTS_DIFFER"]);
}

#[test]
fn e3_the_number_must_be_right_and_agree_with_birth_and_sex() {
    let mut wrong = entry();
    wrong.person.id_number = "420800199209090064".parse();
    assert_eq!(found(&wrong, &known()), ["ID_NUMBER_INVALID"]);

    let mut other = entry();
    (other.person.sex, other.person.birth_on) = (Sex::Male, date!(1992 - 09 - 08));
    let findings = check(&other, &known());
    assert_eq!(codes(&findings), ["ID_NUMBER_INCONSISTENT", "ID_NUMBER_INCONSISTENT"]);
    assert!(!format!("{findings:?}").contains("420800"));
}

#[test]
fn e4_from_eighteen_to_the_month_of_retirement() {
    let mut young = entry();
    young.person.birth_on = date!(2008 - 07 - 02);
    assert!(found(&young, &known()).contains(&"AGE_BELOW_18".to_owned()));
    young.person.birth_on = date!(2008 - 07 - 01);
    assert!(!found(&young, &known()).contains(&"AGE_BELOW_18".to_owned()));

    // §6.8: a woman of the 55 table born in 1970-12 retires in 2026-03; one born in 1971-08 in 2027-01.
    let mut old = entry();
    old.person.birth_on = date!(1970 - 12 - 01);
    let findings = check(&old, &known());
    assert_eq!(findings.last().unwrap().figures["retirement_month"], "2026-03");
    old.person.birth_on = date!(1971 - 08 - 01);
    assert!(!found(&old, &known()).contains(&"AGE_PAST_RETIREMENT".to_owned()));
}

#[test]
fn who_was_born_on_the_29th_of_february_is_eighteen_on_the_1st_of_march() {
    assert_eq!(eighteenth_birthday(date!(2008 - 02 - 29)), date!(2026 - 03 - 01));
    assert_eq!(eighteenth_birthday(date!(2008 - 02 - 28)), date!(2026 - 02 - 28));
}

#[test]
fn e9_a_category_sits_on_its_own_quota() {
    let mixed = Entry { category: PersonCategory::CivilServant, ..entry() };

    assert_eq!(found(&mixed, &known()), ["CATEGORY_MISMATCH"]);
}

#[test]
fn e10_a_frozen_unit_takes_nobody_and_all_is_told_at_once() {
    let mut frozen = known();
    frozen.unit.institution.as_mut().unwrap().state = InstitutionState::Frozen;
    frozen.permit = None;
    let mixed = Entry {
        category: PersonCategory::CivilServant,
        division_id: Some(DivisionId::new("nowhere")),
        effective_on: date!(2026 - 06 - 19),
        ..entry()
    };

    assert_eq!(
        found(&mixed, &frozen),
        [
            "INSTITUTION_FROZEN",
            "DIVISION_NOT_FOUND",
            "APPROVAL_NOT_FOUND",
            "CATEGORY_MISMATCH",
            "EFFECTIVE_DATE_INVALID",
        ]
    );
}

#[test]
fn an_entry_takes_effect_from_today_to_a_year_ahead() {
    let on = |effective_on| found(&Entry { effective_on, ..entry() }, &known());

    assert_eq!(on(TODAY), [""; 0]);
    assert_eq!(on(date!(2027 - 06 - 21)), [""; 0]);
    assert_eq!(on(date!(2026 - 06 - 19)), ["EFFECTIVE_DATE_INVALID"]);
    assert_eq!(on(date!(2027 - 06 - 22)), ["EFFECTIVE_DATE_INVALID"]);
}

//! The rules of 人员上编 (domain.md §3.3): E1–E4, E9, E10, and Q1 where the channel needs no permit. E6, that
//! all opinions agree, is workflow's.

use calendar::{Month, retirement};
use codes::citizen_id::Mismatch;
use kernel::error::Finding;
use time::{Date, Duration};

use super::{Unit, admission, basis, seats};
use crate::domain::change::Entry;
use crate::domain::ids::{InstitutionId, JurisdictionId};
use crate::domain::permit::{Permit, Unusable};

/// An entry may be asked for so far ahead.
const FARTHEST: Duration = Duration::days(366);

/// What is known when an entry is looked at.
#[derive(Debug, Clone)]
pub struct Known {
    /// The business date.
    pub today: Date,
    /// The unit.
    pub unit: Unit,
    /// The permit cited, if one is found.
    pub permit: Option<Permit>,
    /// Whether this case has pinned that permit.
    pub pinned: bool,
    /// The person, if the registry knows the citizen ID.
    pub person: Option<KnownPerson>,
    /// The first day that the entry may take effect on: today when it is submitted; when it is decided, the
    /// day since when its seat is reserved.
    pub earliest_on: Date,
}

/// What the registry knows about the person who enters.
#[derive(Debug, Clone)]
pub struct KnownPerson {
    /// Whether the name on the form is the known one.
    pub same_name: bool,
    /// A seat that he or she has on the effective date or later.
    pub seat: Option<OtherSeat>,
}

/// A seat elsewhere.
#[derive(Debug, Clone)]
pub struct OtherSeat {
    /// The institution; told to the caller only when it is the one on the form.
    pub institution_id: InstitutionId,
    /// Its jurisdiction.
    pub jurisdiction_id: JurisdictionId,
    /// What the jurisdiction is called.
    pub jurisdiction_name: String,
}

/// Every finding about an entry.
pub fn check(entry: &Entry, known: &Known) -> Vec<Finding> {
    let divisions: Vec<_> = entry.division_id.iter().cloned().collect();
    let mut findings = admission::check(&entry.bucket, &divisions, &known.unit);
    if entry.channel.is_exempt_from_permit() {
        let book = known.unit.book.as_ref();
        findings.extend(book.and_then(|book| seats::sufficient(book, 1, known.today)));
    } else {
        findings.extend(permit(entry, known));
    }
    findings.extend(already_on_establishment(entry, known));
    findings.extend(other_facts(known));
    findings.extend(id_number(entry));
    findings.extend(age(entry));
    findings.extend(category(entry));
    findings.extend(effective_date(entry, known));
    findings
}

/// E1: the permit exists, is for these seats and this channel, and has a seat left for the case.
fn permit(entry: &Entry, known: &Known) -> Vec<Finding> {
    let Some(permit) = &known.permit else {
        let (zh, en) = match entry.permit {
            Some(_) => ("所引核准单不存在，请核对文号", "no such permit: check its number"),
            None => ("该渠道上编须引用准许用编通知单", "an entry by this channel must cite a permit"),
        };
        return vec![Finding::block("APPROVAL_NOT_FOUND", zh, en, basis::PERMIT)];
    };
    let mut findings = Vec::new();
    if permit.bucket != entry.bucket || permit.channel != entry.channel {
        findings.push(permit_mismatch(entry, permit));
    }
    let unusable = permit.unusable(known.today, known.pinned);
    findings.extend(unusable.map(|why| permit_unusable(why, permit)));
    findings
}

fn permit_mismatch(entry: &Entry, permit: &Permit) -> Finding {
    let pairs = [
        ("单位", "unit", permit.bucket.institution_id == entry.bucket.institution_id),
        ("编制类型", "quota type", permit.bucket.quota_type == entry.bucket.quota_type),
        ("经费形式", "funding", permit.bucket.funding == entry.bucket.funding),
        ("进人渠道", "channel", permit.channel == entry.channel),
    ];
    let differ = pairs.iter().filter(|(_, _, same)| !same);
    let (zh, en): (Vec<_>, Vec<_>) = differ.map(|(zh, en, _)| (*zh, *en)).unzip();
    Finding::block(
        "APPROVAL_MISMATCH",
        format!("所引核准单的{}与本次上编不符", zh.join("、")),
        format!("the permit is for another {}", en.join(", ")),
        basis::PERMIT,
    )
    .figure("differs", en.join(","))
}

fn permit_unusable(why: Unusable, permit: &Permit) -> Finding {
    let (code, zh, en) = match why {
        Unusable::UsedUp => {
            ("APPROVAL_USED_UP", "所引核准单名额已用完", "every seat of the permit is consumed")
        }
        Unusable::Expired => (
            "APPROVAL_EXPIRED",
            "所引核准单已过有效期，自行失效",
            "the permit has expired; what was unused went back",
        ),
        Unusable::Revoked => ("APPROVAL_REVOKED", "所引核准单已撤销", "the permit was revoked"),
    };
    Finding::block(code, zh, en, basis::PERMIT)
        .figure("quantity", permit.quantity)
        .figure("used", permit.used)
        .figure("valid_to", permit.valid_to)
}

/// E2: nobody sits twice (I10, I11); a committed entry counts. Says no more than where.
fn already_on_establishment(entry: &Entry, known: &Known) -> Option<Finding> {
    let seat = known.person.as_ref()?.seat.as_ref()?;
    let (zh, en) = if seat.institution_id == entry.bucket.institution_id {
        ("本单位".to_owned(), "this unit".to_owned())
    } else {
        let name = &seat.jurisdiction_name;
        (format!("{name}另一单位"), format!("another unit in {name}"))
    };
    let finding = Finding::block(
        "PERSON_ALREADY_ON_ESTABLISHMENT",
        format!("该人员已在{zh}在编，请改办人员异动"),
        format!("the person is on establishment in {en}: use a movement"),
        basis::ONE_SEAT,
    );
    Some(finding.figure("jurisdiction", &seat.jurisdiction_id).figure("offer", "movement"))
}

/// A known citizen ID comes with its known name; facts are corrected by 人员修改, not by an entry.
fn other_facts(known: &Known) -> Option<Finding> {
    let person = known.person.as_ref()?;
    (!person.same_name).then(|| {
        Finding::block(
            "PERSON_FACTS_DIFFER",
            "该身份证号在库人员的姓名与本表不一致，请核对；确需更正的，先办人员修改",
            "the registry knows this citizen ID under another name: check the form, or amend the person first",
            basis::PERSON_FACTS,
        )
    })
}

/// E3: the number is well-formed and agrees with birth date and sex.
fn id_number(entry: &Entry) -> Vec<Finding> {
    let person = &entry.person;
    let number = match &person.id_number {
        Ok(number) => number,
        Err(defect) => {
            let (zh, en) = (defect.zh(), defect.to_string());
            return vec![Finding::block("ID_NUMBER_INVALID", zh, en, basis::ID_NUMBER)];
        }
    };
    let mismatches = number.mismatches(person.birth_on, person.sex);
    let finding = |mismatch: Mismatch| {
        let (zh, en, field) = match mismatch {
            Mismatch::BirthDate => (
                "身份证号与出生日期不一致",
                "the citizen ID does not agree with the birth date",
                "birth_date",
            ),
            Mismatch::Sex => ("身份证号与性别不一致", "the citizen ID does not agree with the sex", "sex"),
        };
        Finding::block("ID_NUMBER_INCONSISTENT", zh, en, basis::ID_NUMBER).figure("field", field)
    };
    mismatches.into_iter().map(finding).collect()
}

/// E4: 18 on the effective date, and before the month of retirement.
fn age(entry: &Entry) -> Vec<Finding> {
    let (birth, on) = (entry.person.birth_on, entry.effective_on);
    let mut findings = Vec::new();
    if on < eighteenth_birthday(birth) {
        findings.push(Finding::block(
            "AGE_BELOW_18",
            "上编生效之日未满18周岁",
            "under 18 on the effective date",
            basis::ADULT,
        ));
    }
    let retires = retirement(Month::of(birth), entry.person.retirement_class).month;
    if Month::of(on) >= retires {
        let finding = Finding::block(
            "AGE_PAST_RETIREMENT",
            format!("上编生效之月已达法定退休年龄月份（{retires}）"),
            format!("the statutory month of retirement is {retires}, not after the effective date's"),
            basis::RETIREMENT,
        );
        findings.push(finding.figure("retirement_month", retires));
    }
    findings
}

/// The day on which somebody turns 18; who was born on 29 February does so on 1 March (common years).
fn eighteenth_birthday(birth: Date) -> Date {
    let year = birth.year() + 18;
    birth
        .replace_year(year)
        .or_else(|_| Date::from_calendar_date(year, time::Month::March, 1))
        .unwrap_or(Date::MAX)
}

/// E9: what a person is and what he or she sits on go together.
fn category(entry: &Entry) -> Option<Finding> {
    let (category, quota_type) = (entry.category, entry.bucket.quota_type);
    if category.may_occupy(quota_type) {
        return None;
    }
    let finding = Finding::block(
        "CATEGORY_MISMATCH",
        format!("{}不得占用{}（混编混岗）", category.label().zh, quota_type.label().zh),
        format!("a {} may not occupy {} quota", category.label().en, quota_type.label().en),
        basis::NO_MIXING,
    );
    Some(finding.figure("category", category).figure("quota_type", quota_type))
}

/// A date in the past, or years ahead, is a mistake; retro-dating comes with corrections.
fn effective_date(entry: &Entry, known: &Known) -> Option<Finding> {
    let latest = known.today.saturating_add(FARTHEST);
    let earliest = known.earliest_on;
    if (earliest..=latest).contains(&entry.effective_on) {
        return None;
    }
    let finding = Finding::block(
        "EFFECTIVE_DATE_INVALID",
        format!("上编生效日期应在{earliest}至{latest}之间"),
        format!("the effective date must lie between {earliest} and {latest}"),
        basis::EFFECTIVE_DATE,
    );
    Some(finding.figure("earliest", earliest).figure("latest", latest))
}

#[cfg(test)]
#[path = "entry_tests.rs"]
mod tests;

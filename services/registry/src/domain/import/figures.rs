//! Whether the figures of an import add up (I1, I4, I5), and what is written into the ledger for them.

use std::collections::BTreeMap;

use codes::{Lang, QuotaType};
use time::Date;

use super::cells::Defects;
use super::people::PersonRow;
use super::seats::{LineKind, Seats, jurisdictions, lines};
use super::units::Units;
use crate::domain::bucket::Bucket;
use crate::domain::ids::JurisdictionId;
use crate::domain::ledger::{Transaction, entries};

/// What comes and goes on each date.
type Steps = BTreeMap<Date, i32>;

pub(super) fn check(seats: &Seats, persons: &[PersonRow], units: &Units, defects: &mut Defects) {
    pools(seats, units, defects);
    buckets(seats, persons, defects);
}

/// I5: what the units of a jurisdiction have of a quota type never exceeds its ceiling.
fn pools(seats: &Seats, units: &Units, defects: &mut Defects) {
    let mut pools: BTreeMap<(&JurisdictionId, QuotaType), Steps> = BTreeMap::new();
    for (_, line) in lines(seats) {
        let change = match line.kind {
            LineKind::Ceiling => line.quantity,
            LineKind::Approved(_) => -line.quantity,
            LineKind::Withheld(_) => continue,
        };
        let steps = pools.entry((&line.jurisdiction_id, line.quota_type)).or_default();
        *steps.entry(line.effective_on).or_default() += change;
    }
    for ((jurisdiction_id, quota_type), steps) in pools {
        let Some((on, short)) = first_short(&steps) else { continue };
        let name = units.jurisdictions.iter().find(|row| row.id == *jurisdiction_id).map(|row| &row.name);
        let (zh, en) = (quota_type.label().zh, quota_type.label().en);
        defects.add(
            format!("decisions.csv:{jurisdiction_id}/{quota_type}"),
            format!(
                "{}的{zh}自{on}起，各单位核定数之和超出总额{short}名，请补正CEILING或APPROVED行",
                name.map_or(jurisdiction_id.as_str(), String::as_str)
            ),
            format!(
                "{en} seats of {jurisdiction_id}: from {on} on the units have {short} more than the ceiling; \
                 correct the CEILING or APPROVED rows"
            ),
        );
    }
}

/// I1: who sits and what is reserved or withheld never exceeds what is approved.
fn buckets(seats: &Seats, persons: &[PersonRow], defects: &mut Defects) {
    let mut free: BTreeMap<&Bucket, Steps> = BTreeMap::new();
    let mut add = |bucket, on: Date, change: i32| {
        *free.entry(bucket).or_default().entry(on).or_default() += change;
    };
    for (_, line) in lines(seats) {
        match &line.kind {
            LineKind::Ceiling => {}
            LineKind::Approved(bucket) => add(bucket, line.effective_on, line.quantity),
            LineKind::Withheld(bucket) => add(bucket, line.effective_on, -line.quantity),
        }
    }
    for permit in &seats.permits {
        add(&permit.bucket, permit.valid_from, permit.used - permit.quantity);
    }
    for person in persons {
        add(&person.bucket, person.from, -1);
    }
    for (bucket, steps) in free {
        let Some((on, short)) = first_short(&steps) else { continue };
        let Bucket { institution_id, quota_type, funding } = bucket;
        defects.add(
            format!("persons.csv:{institution_id}/{quota_type}/{funding}"),
            format!(
                "{institution_id}的{}自{on}起超编{short}名：在编人员、未用核准单与控编之和大于核定数，\
                 请核对persons.csv、permits.csv与decisions.csv",
                bucket.label(Lang::Zh)
            ),
            format!(
                "{institution_id}, {}: from {on} on, persons, unused permits and withheld seats are {short} more \
                 than approved; compare persons.csv, permits.csv and decisions.csv",
                bucket.label(Lang::En)
            ),
        );
    }
}

/// The first date on which more went than came, and by how many.
fn first_short(steps: &Steps) -> Option<(Date, i32)> {
    let mut amount = 0;
    for (on, change) in steps {
        amount += change;
        if amount < 0 {
            return Some((*on, -amount));
        }
    }
    None
}

/// The ledger's first transactions: a decision's lines, then who sits, then what permits keep.
pub(super) fn transactions(seats: &Seats, persons: &[PersonRow], units: &Units) -> Vec<Transaction> {
    let jurisdiction_of = jurisdictions(units);
    let mut transactions = Vec::new();
    for (decision, line) in lines(seats) {
        let (id, quantity, on) = (decision.id, line.quantity, line.effective_on);
        match &line.kind {
            LineKind::Ceiling => {
                let (jurisdiction, quota_type) = (&line.jurisdiction_id, line.quota_type);
                transactions.push(entries::set_ceiling(id, jurisdiction, quota_type, quantity, on));
            }
            LineKind::Approved(bucket) => {
                let jurisdiction = jurisdiction_of.get(&bucket.institution_id);
                transactions.extend(
                    jurisdiction.map(|jurisdiction| entries::approve(id, jurisdiction, bucket, quantity, on)),
                );
            }
            LineKind::Withheld(bucket) => transactions.push(entries::withhold(id, bucket, quantity, on)),
        }
    }
    for person in persons {
        transactions.push(entries::import_occupancy(&person.bucket, person.occupancy_id, person.from));
    }
    for permit in seats.permits.iter().filter(|permit| permit.used < permit.quantity) {
        let unused = permit.quantity - permit.used;
        transactions.push(entries::import_permit(&permit.bucket, permit.id, unused, permit.valid_from));
    }
    transactions
}

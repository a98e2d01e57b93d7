//! The persons behind roles, as the directory knows them at this moment.
use std::collections::BTreeSet;

use policy::Snapshot;

use crate::domain::Address;

/// The persons behind the addresses, each once, by operator id.
pub(super) fn behind(addresses: &[Address], snapshot: &Snapshot) -> BTreeSet<String> {
    let mut recipients = BTreeSet::new();
    for address in addresses {
        match address {
            Address::Operator(id) => {
                recipients.extend(snapshot.operator(id).map(|operator| operator.id.clone()));
            }
            Address::Desk { jurisdiction_id, desk } => {
                for office in snapshot.of_kind(jurisdiction_id, "staffing_office") {
                    recipients.extend(snapshot.at_desk(&office.id, desk).map(|operator| operator.id.clone()));
                }
            }
            Address::Clerks { unit_id } => {
                recipients.extend(snapshot.on_duty(unit_id, "clerk").map(|operator| operator.id.clone()));
            }
            Address::Reviewers { unit_kind, area_code } => {
                let asked =
                    |unit: &&policy::Unit| unit.area_code == *area_code && unit.kinds.contains(unit_kind);
                for department in snapshot.units().filter(asked) {
                    recipients.extend(
                        snapshot.on_duty(&department.id, "opinion").map(|operator| operator.id.clone()),
                    );
                }
            }
        }
    }
    recipients
}

/// The same without the person who acted, and who therefore knows.
pub(super) fn without_actor(mut recipients: BTreeSet<String>, actor_id: Option<&str>) -> BTreeSet<String> {
    if let Some(actor_id) = actor_id {
        recipients.remove(actor_id);
    }
    recipients
}

/// The superiors of these persons who are not among them: those know already.
pub(super) fn superiors(persons: &BTreeSet<String>, snapshot: &Snapshot) -> BTreeSet<String> {
    let superior = |id: &String| snapshot.operator(id)?.superior_id.clone();
    let known = |id: &String| snapshot.operator(id).is_some() && !persons.contains(id);
    persons.iter().filter_map(superior).filter(known).collect()
}

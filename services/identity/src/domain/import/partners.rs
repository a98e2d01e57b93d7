//! `partners.csv`: id,unit_id,role,area_code.
use codes::AreaCode;

use super::Defects;
use super::table::{Reading, Table};
use super::units;
use crate::domain::{Partner, PartnerRole};

pub(super) const COLUMNS: &[&str] = &["id", "unit_id", "role", "area_code"];

const ROLES: &str = "organization hr finance pension";

/// Reads all partners; those without a defect come back, in the order of their ids.
pub(super) fn read(partners: &Table, units: &Table, defects: &mut Defects) -> Vec<Partner> {
    partners.refuse_repeated("id", defects);
    let mut good = Vec::new();
    partners.readings(defects, |reading| good.extend(partner(reading, units)));
    good.sort_by(|a, b| a.id.cmp(&b.id));
    good
}

fn partner(reading: &mut Reading<'_>, units: &Table) -> Option<Partner> {
    let id = reading.id("id");
    let unit_id = reading.id("unit_id");
    let role = role(reading);
    let area_code = reading.value::<AreaCode>("area_code", codes::area::Error::zh);
    let (id, unit_id, role, area_code) = (id?, unit_id?, role?, area_code?);

    let due = format!("{}-{}", role.as_str(), area_code.as_str());
    if id.as_str() != due {
        let zh = format!("应为 <角色>-<区划>，即 {due}");
        reading.refuse("id", zh, format!("must be `<role>-<area code>`, here {due}"));
    }
    let kind = role.unit_kind();
    match units::find(units, unit_id.as_str()) {
        None => {
            let zh = format!("units.csv 中没有 {unit_id}");
            reading.refuse("unit_id", zh, format!("units.csv has no {unit_id}"));
        }
        Some(unit) if !units::is_of(unit, kind) => {
            let (role, kind) = (role.as_str(), kind.as_str());
            let zh = format!("角色 {role} 的单位应为 {kind}，{unit_id} 不是");
            reading.refuse("unit_id", zh, format!("the role {role} is a {kind}'s, and {unit_id} is none"));
        }
        Some(_) => {}
    }
    Some(Partner { id, unit_id, role, area_code: area_code.as_str().to_owned() })
}

fn role(reading: &mut Reading<'_>) -> Option<PartnerRole> {
    let word = reading.required("role")?;
    let role = PartnerRole::parse(&word);
    if role.is_none() {
        let zh = format!("未知的角色 {word}，可用：{ROLES}");
        reading.refuse("role", zh, format!("`{word}` is no role; known are {ROLES}"));
    }
    role
}

//! `units.csv`: id,name,kinds,department_id,jurisdiction_id,area_code,permitted_items.
use codes::{AreaCode, Item};

use super::Defects;
use super::table::{Reading, Row, Table};
use crate::domain::{Id, Unit, UnitKind};

pub(super) const COLUMNS: &[&str] =
    &["id", "name", "kinds", "department_id", "jurisdiction_id", "area_code", "permitted_items"];

const KINDS: &str = "staffing_office department sub_unit org_dept hr_bureau finance pension";
const ITEMS: &str = "inst_amend quota_use entry exit movement person_amend";

/// Reads all units; those without a defect come back, in the order of their ids.
pub(super) fn read(units: &Table, defects: &mut Defects) -> Vec<Unit> {
    units.refuse_repeated("id", defects);
    let mut good = Vec::new();
    units.readings(defects, |reading| good.extend(unit(reading, units)));
    good.sort_by(|a, b| a.id.cmp(&b.id));
    good
}

/// The row of a unit, by id.
pub(super) fn find<'a>(units: &'a Table, id: &str) -> Option<&'a Row> {
    units.rows.iter().find(|row| row.text("id") == id)
}

/// Whether a row says that its unit is of the kind.
pub(super) fn is_of(row: &Row, kind: UnitKind) -> bool {
    row.list("kinds").any(|word| word == kind.as_str())
}

fn unit(reading: &mut Reading<'_>, units: &Table) -> Option<Unit> {
    let id = reading.id("id");
    let name = reading.required("name");
    let kinds = reading.words("kinds", UnitKind::parse, KINDS);
    if reading.row().text("kinds").is_empty() {
        reading.refuse(
            "kinds",
            format!("必填，可用：{KINDS}"),
            format!("must not be empty; known are {KINDS}"),
        );
    }
    let department_id = department(reading, units);
    let jurisdiction_id = reading.id("jurisdiction_id");
    let area_code = reading.value::<AreaCode>("area_code", codes::area::Error::zh);
    let permitted_items = reading.words(
        "permitted_items",
        |word| word.parse::<Item>().ok().map(|item| item.code().to_owned()),
        ITEMS,
    );
    Some(Unit {
        id: id?,
        name: name?,
        kinds,
        department_id: department_id?,
        jurisdiction_id: Some(jurisdiction_id?),
        area_code: Some(area_code?.as_str().to_owned()),
        permitted_items,
    })
}

/// A sub_unit names its department; every other unit is its own.
fn department(reading: &mut Reading<'_>, units: &Table) -> Option<Id> {
    const FIELD: &str = "department_id";
    let own = reading.row().text("id").to_owned();
    if !is_of(reading.row(), UnitKind::SubUnit) {
        let named = reading.row().text(FIELD);
        if !named.is_empty() && named != own {
            let zh = "只有二级单位经由主管部门办理，此处请留空";
            reading.refuse(FIELD, zh, "only a sub_unit submits through another unit: leave this empty");
        }
        return own.parse().ok();
    }
    let department_id = reading.id(FIELD)?;
    match find(units, department_id.as_str()) {
        Some(row) if is_of(row, UnitKind::Department) => Some(department_id),
        Some(_) => {
            let zh = format!("{department_id} 不是主管部门（kinds 中无 department）");
            reading.refuse(FIELD, zh, format!("{department_id} is no department (see its kinds)"));
            None
        }
        None => {
            let zh = format!("units.csv 中没有 {department_id}，二级单位须写明已有的主管部门");
            let en = format!("units.csv has no {department_id}: a sub_unit names an existing department");
            reading.refuse(FIELD, zh, en);
            None
        }
    }
}

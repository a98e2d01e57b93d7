//! `operators.csv`: id,unit_id,display_name,desks,duties,superior_id,person_id.
use std::collections::{BTreeMap, BTreeSet};

use super::Defects;
use super::table::{Reading, Table};
use super::units;
use crate::domain::{Desk, Duty, Operator, UnitKind};

pub(super) const COLUMNS: &[&str] =
    &["id", "unit_id", "display_name", "desks", "duties", "superior_id", "person_id"];

const FILE: &str = "operators.csv";
const DESKS: &str = "desk_accept desk_review desk_approve";
const DUTIES: &str = "clerk opinion verifier setup security audit";

/// Reads all operators; those without a defect come back, in the order of their ids.
pub(super) fn read(operators: &Table, units: &Table, defects: &mut Defects) -> Vec<Operator> {
    operators.readings(defects, |reading| unit_exists(reading, units));
    read_alone(operators, defects)
}

/// Reads operators whose units no file tells.
pub(super) fn read_alone(operators: &Table, defects: &mut Defects) -> Vec<Operator> {
    operators.refuse_repeated("id", defects);
    refuse_circles(operators, defects);
    let ids: BTreeSet<&str> = operators.rows.iter().map(|row| row.text("id")).collect();
    let mut good = Vec::new();
    operators.readings(defects, |reading| good.extend(operator(reading, &ids)));
    good.sort_by(|a, b| a.id.cmp(&b.id));
    good
}

/// Notes every operator of `seeded` that the file leaves out or binds to another unit.
pub(super) fn keep_seeded(operators: &Table, seeded: &[Operator], defects: &mut Defects) {
    for Operator { id, unit_id, .. } in seeded {
        let row = operators.rows.iter().find(|row| row.text("id") == id.as_str());
        match row {
            None => {
                let zh = format!("缺少初始化时建立的经办人 {id}（单位 {unit_id}）");
                let en =
                    format!("{id} of {unit_id}, made when the installation began, is missing: add a line");
                defects.add(FILE, 0, "", zh, en);
            }
            Some(row) if row.text("unit_id") != unit_id.as_str() => {
                let zh = format!("{id} 的证书绑定单位 {unit_id}，不能更改");
                let en = format!("the certificates of {id} are bound to {unit_id}: keep that unit");
                defects.add(FILE, row.line, "unit_id", zh, en);
            }
            Some(_) => {}
        }
    }
}

fn unit_exists(reading: &mut Reading<'_>, units: &Table) {
    let unit_id = reading.row().text("unit_id").to_owned();
    match units::find(units, &unit_id) {
        None if unit_id.is_empty() => {} // told as an empty cell
        None => {
            let zh = format!("units.csv 中没有 {unit_id}");
            reading.refuse("unit_id", zh, format!("units.csv has no {unit_id}"));
        }
        Some(unit) if !units::is_of(unit, UnitKind::StaffingOffice) => {
            if reading.row().list("desks").next().is_some() {
                let zh = format!("只有编办设有岗位，{unit_id} 不是编办");
                let en = format!("only a staffing_office has desks, and {unit_id} is none: leave this empty");
                reading.refuse("desks", zh, en);
            }
        }
        Some(_) => {}
    }
}

fn operator(reading: &mut Reading<'_>, ids: &BTreeSet<&str>) -> Option<Operator> {
    let id = reading.id("id");
    let unit_id = reading.id("unit_id");
    let display_name = reading.required("display_name");
    let desks = reading.words("desks", Desk::parse, DESKS);
    let duties = reading.words("duties", Duty::parse, DUTIES);
    let superior_id = reading.optional_id("superior_id");
    if let Some(superior_id) = superior_id.as_ref().filter(|superior_id| !ids.contains(superior_id.as_str()))
    {
        let zh = format!("{FILE} 中没有 {superior_id}");
        reading.refuse("superior_id", zh, format!("{FILE} has no {superior_id}"));
    }
    let person_id = if reading.row().text("person_id").is_empty() {
        None
    } else {
        Some(reading.value::<uuid::Uuid>("person_id", |_| "必须是 UUID".to_owned())?)
    };
    Some(Operator {
        id: id?,
        unit_id: unit_id?,
        display_name: display_name?,
        desks,
        duties,
        superior_id,
        person_id,
    })
}

/// Work that escalates from superior to superior must end somewhere.
fn refuse_circles(operators: &Table, defects: &mut Defects) {
    let superiors: BTreeMap<&str, &str> =
        operators.rows.iter().map(|row| (row.text("id"), row.text("superior_id"))).collect();
    for row in &operators.rows {
        let own = row.text("id");
        let mut above = row.text("superior_id");
        let mut seen = BTreeSet::new();
        while !above.is_empty() && seen.insert(above) {
            if above == own {
                let zh = "上级关系成环，未办事项将无处上报";
                let en = "the superiors form a circle: unanswered work would never reach an end";
                defects.add(FILE, row.line, "superior_id", zh, en);
                break;
            }
            above = superiors.get(above).copied().unwrap_or_default();
        }
    }
}

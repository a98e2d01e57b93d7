//! Jurisdictions, institutions and divisions of an import.

use std::collections::{BTreeMap, BTreeSet};

use codes::{AreaCode, CreditCode, InstitutionKind, InstitutionRank, InstitutionState};

use super::cells::{Defects, Row, Sheet};
use crate::domain::ids::{DivisionId, InstitutionId, JurisdictionId};

/// Level of a jurisdiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Province,
    City,
    County,
}

/// A jurisdiction (管辖).
#[derive(Debug, Clone)]
pub struct JurisdictionRow {
    pub id: JurisdictionId,
    pub name: String,
    pub area_code: AreaCode,
    pub level: Level,
    pub parent_id: Option<JurisdictionId>,
    /// The staffing office that issues its papers.
    pub office_name: String,
}

/// An institution (机构).
#[derive(Debug, Clone)]
pub struct InstitutionRow {
    pub id: InstitutionId,
    pub name: String,
    pub uscc: Option<CreditCode>,
    pub kind: InstitutionKind,
    pub pi_class: Option<String>,
    pub rank: InstitutionRank,
    pub rank_equivalent: bool,
    pub supervisor_id: Option<InstitutionId>,
    pub jurisdiction_id: JurisdictionId,
    pub state: InstitutionState,
}

/// A division (内设机构).
#[derive(Debug, Clone)]
pub struct DivisionRow {
    pub id: DivisionId,
    pub institution_id: InstitutionId,
    pub name: String,
    pub rank: InstitutionRank,
}

/// What could be read of the three files.
#[derive(Debug, Default)]
pub(super) struct Units {
    pub(super) jurisdictions: Vec<JurisdictionRow>,
    pub(super) institutions: Vec<InstitutionRow>,
    pub(super) divisions: Vec<DivisionRow>,
}

impl Level {
    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
        }
    }
}

impl Units {
    pub(super) fn institution(&self, id: &str) -> Option<&InstitutionRow> {
        self.institutions.iter().find(|row| row.id.as_str() == id)
    }

    /// The institution that a cell names; a defect where there is none.
    pub(super) fn named<'a>(&'a self, row: &Row, defects: &mut Defects) -> Option<&'a InstitutionRow> {
        let id = row.required("institution_id", defects)?;
        let institution = self.institution(&id);
        if institution.is_none() {
            no_such(row, "institution_id", "机构", "institution", "institutions.csv", defects);
        }
        institution
    }
}

pub(super) fn no_such(row: &Row, column: &str, zh: &str, en: &str, file: &str, defects: &mut Defects) {
    defects.cell(
        row,
        column,
        format!("{zh}不存在或其行有误，请先在{file}中补正"),
        format!("no such {en}, or its row is wrong: correct {file} first"),
    );
}

pub(super) fn twice(row: &Row, column: &str, defects: &mut Defects) {
    defects.cell(row, column, "与前面的行重复，请删除其一", "a row above has it already: leave one out");
}

pub(super) fn read(
    jurisdictions: &Sheet,
    institutions: &Sheet,
    divisions: &Sheet,
    defects: &mut Defects,
) -> Units {
    let mut units = Units::default();
    for row in &jurisdictions.rows {
        let known: BTreeSet<_> = units.jurisdictions.iter().map(|j| j.id.clone()).collect();
        units.jurisdictions.extend(jurisdiction(row, &known, defects));
    }
    let known: BTreeSet<_> = units.jurisdictions.iter().map(|j| j.id.clone()).collect();
    let mut codes = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for row in &institutions.rows {
        let Some(institution) = institution(row, &known, defects) else { continue };
        if !ids.insert(institution.id.clone()) {
            twice(row, "id", defects);
            continue;
        }
        if institution.uscc.as_ref().is_some_and(|uscc| !codes.insert(uscc.clone())) {
            twice(row, "uscc", defects);
        }
        units.institutions.push(institution);
    }
    supervisors(institutions, &ids, defects);

    let mut seen = BTreeMap::new();
    for row in &divisions.rows {
        let Some(division) = division(row, &units, defects) else { continue };
        if seen.insert(division.id.clone(), row.line).is_some() {
            twice(row, "id", defects);
            continue;
        }
        units.divisions.push(division);
    }
    units
}

fn jurisdiction(
    row: &Row,
    above: &BTreeSet<JurisdictionId>,
    defects: &mut Defects,
) -> Option<JurisdictionRow> {
    let id = row.id("id", defects).map(JurisdictionId::new);
    let name = row.required("name", defects);
    let area_code = row.required("area_code", defects).and_then(|text| {
        let area = text.parse::<AreaCode>();
        area.map_err(|error| defects.cell(row, "area_code", error.zh(), error.to_string())).ok()
    });
    let level = match row.text("level") {
        "province" => Some(Level::Province),
        "city" => Some(Level::City),
        "county" => Some(Level::County),
        _ => {
            defects.cell(row, "level", "应为province、city或county", "must be province, city or county");
            None
        }
    };
    let parent_id = row.optional("parent_id").map(JurisdictionId::new);
    if parent_id.as_ref().is_some_and(|parent| !above.contains(parent)) {
        defects.cell(
            row,
            "parent_id",
            "上级管辖应在前面的行中出现",
            "the jurisdiction above it must stand in a row above",
        );
        return None;
    }
    let office_name = row.required("office_name", defects);
    if id.as_ref().is_some_and(|id| above.contains(id)) {
        twice(row, "id", defects);
        return None;
    }
    Some(JurisdictionRow {
        id: id?,
        name: name?,
        area_code: area_code?,
        level: level?,
        parent_id,
        office_name: office_name?,
    })
}

fn institution(
    row: &Row,
    jurisdictions: &BTreeSet<JurisdictionId>,
    defects: &mut Defects,
) -> Option<InstitutionRow> {
    let id = row.id("id", defects).map(InstitutionId::new);
    let name = row.required("name", defects);
    let uscc = match row.optional("uscc").map(|text| text.parse::<CreditCode>()).transpose() {
        Ok(uscc) => Some(uscc),
        Err(error) => {
            defects.cell(row, "uscc", error.zh(), error.to_string());
            None
        }
    };
    let kind = row.code("kind", defects);
    let pi_class = row.optional("pi_class");
    let class_known =
        pi_class.as_deref().is_none_or(|class| ["I", "II", "administrative", "business"].contains(&class));
    if !class_known {
        defects.cell(
            row,
            "pi_class",
            "应为空、I、II、administrative或business",
            "must be empty, I, II, administrative or business",
        );
    }
    let rank = row.code("rank", defects);
    let rank_equivalent = row.flag("rank_equivalent", defects);
    let jurisdiction_id = row.required("jurisdiction_id", defects).map(JurisdictionId::new);
    let jurisdiction_known = jurisdiction_id.as_ref().is_none_or(|id| jurisdictions.contains(id));
    if !jurisdiction_known {
        no_such(row, "jurisdiction_id", "管辖", "jurisdiction", "jurisdictions.csv", defects);
    }
    let state = row.code("state", defects);
    if !class_known || !jurisdiction_known {
        return None;
    }
    Some(InstitutionRow {
        id: id?,
        name: name?,
        uscc: uscc?,
        kind: kind?,
        pi_class,
        rank: rank?,
        rank_equivalent: rank_equivalent?,
        supervisor_id: row.optional("supervisor_id").map(InstitutionId::new),
        jurisdiction_id: jurisdiction_id?,
        state: state?,
    })
}

/// Supervisors may stand in later rows, so they are looked up when all rows are read.
fn supervisors(institutions: &Sheet, known: &BTreeSet<InstitutionId>, defects: &mut Defects) {
    for row in &institutions.rows {
        let Some(supervisor) = row.optional("supervisor_id") else { continue };
        if supervisor == row.text("id") {
            defects.cell(
                row,
                "supervisor_id",
                "主管部门不得为本单位；没有主管部门的留空",
                "nobody supervises itself: leave it empty for none",
            );
        } else if !known.contains(&InstitutionId::new(supervisor)) {
            no_such(row, "supervisor_id", "主管部门", "institution", "institutions.csv", defects);
        }
    }
}

fn division(row: &Row, units: &Units, defects: &mut Defects) -> Option<DivisionRow> {
    let id = row.id("id", defects).map(DivisionId::new);
    let institution_id = units.named(row, defects).map(|institution| institution.id.clone());
    let name = row.required("name", defects);
    let rank = row.code("rank", defects);
    Some(DivisionRow { id: id?, institution_id: institution_id?, name: name?, rank: rank? })
}

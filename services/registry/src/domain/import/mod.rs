//! The first load of an installation (domain.md §10.0): CSV files in, base data out, or every bad row.
//!
//! The files are read in the order in which they refer to each other; a row that can't be read is listed and
//! left out, and what refers to it is not listed again.
mod cells;
mod figures;
mod people;
mod seats;
mod units;

pub use cells::{RawFile, RawRow};
pub use people::PersonRow;
pub use seats::{DecisionLine, DecisionRow, LineKind, PermitRow, PlanRow};
pub use units::{DivisionRow, InstitutionRow, JurisdictionRow, Level};

use std::collections::BTreeSet;

use kernel::error::Violation;

use super::bucket::Bucket;
use super::ledger::Transaction;
use cells::Defects;

/// Every file of an import with the columns of its header, in any order.
const FILES: [(&str, &[&str]); 7] = [
    ("jurisdictions.csv", &["id", "name", "area_code", "level", "parent_id", "office_name"]),
    (
        "institutions.csv",
        &[
            "id",
            "name",
            "uscc",
            "kind",
            "pi_class",
            "rank",
            "rank_equivalent",
            "supervisor_id",
            "jurisdiction_id",
            "state",
        ],
    ),
    ("divisions.csv", &["id", "institution_id", "name", "rank"]),
    (
        "decisions.csv",
        &[
            "doc_no",
            "date",
            "body",
            "kind",
            "jurisdiction_id",
            "institution_id",
            "quota_type",
            "funding",
            "quantity",
            "effective_date",
        ],
    ),
    ("plans.csv", &["institution_id", "year", "quota_type", "funding", "quantity", "doc_no"]),
    (
        "persons.csv",
        &[
            "name",
            "id_number",
            "sex",
            "birth_date",
            "ethnicity",
            "education",
            "political_status",
            "retirement_class",
            "institution_id",
            "quota_type",
            "funding",
            "division_id",
            "post",
            "post_level",
            "category",
            "from_date",
            "channel",
            "entry_doc_no",
        ],
    ),
    (
        "permits.csv",
        &[
            "doc_no",
            "institution_id",
            "quota_type",
            "funding",
            "channel",
            "quantity",
            "used",
            "valid_from",
            "valid_to",
        ],
    ),
];

/// The base data of an installation, checked.
#[derive(Debug, Clone)]
pub struct BaseData {
    /// Jurisdictions, parents before children.
    pub jurisdictions: Vec<JurisdictionRow>,
    /// Institutions.
    pub institutions: Vec<InstitutionRow>,
    /// Divisions.
    pub divisions: Vec<DivisionRow>,
    /// Decisions with their lines.
    pub decisions: Vec<DecisionRow>,
    /// Plans.
    pub plans: Vec<PlanRow>,
    /// Persons, each with a seat.
    pub persons: Vec<PersonRow>,
    /// Permits.
    pub permits: Vec<PermitRow>,
    /// The buckets that the decisions make.
    pub buckets: BTreeSet<Bucket>,
    /// What is written into the ledger.
    pub transactions: Vec<Transaction>,
}

/// Reads the files of an import.
///
/// # Errors
/// Every defect of every row, with file, line and field, and what to do; nothing can be taken then.
pub fn read(files: Vec<RawFile>) -> Result<BaseData, Vec<Violation>> {
    let mut defects = Defects::default();
    let sheets = cells::sheets(files, &FILES, &mut defects);
    let sheet = |name: &str| sheets.iter().find(|sheet| sheet.name == name).cloned().unwrap_or_default();

    let units = units::read(
        &sheet("jurisdictions.csv"),
        &sheet("institutions.csv"),
        &sheet("divisions.csv"),
        &mut defects,
    );
    let seats = seats::read(
        &sheet("decisions.csv"),
        &sheet("plans.csv"),
        &sheet("permits.csv"),
        &units,
        &mut defects,
    );
    let persons = people::read(&sheet("persons.csv"), &units, &seats.buckets, &mut defects);
    // Sums of rows that were left out would only repeat what is listed already.
    if defects.is_empty() {
        figures::check(&seats, &persons, &units, &mut defects);
    }
    if !defects.is_empty() {
        return Err(defects.into_violations());
    }
    let transactions = figures::transactions(&seats, &persons, &units);
    let units::Units { jurisdictions, institutions, divisions } = units;
    let seats::Seats { decisions, plans, permits, buckets } = seats;
    Ok(BaseData {
        jurisdictions,
        institutions,
        divisions,
        decisions,
        plans,
        persons,
        permits,
        buckets,
        transactions,
    })
}

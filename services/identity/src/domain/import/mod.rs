//! Reading a directory from CSV files: all or nothing, every defect told at once (一次性告知).
mod operators;
mod partners;
mod table;
#[cfg(test)]
mod tests;
mod units;

use std::collections::BTreeSet;

use kernel::error::{Coded, Kind, Violation};
use table::Table;

use super::{Directory, Id, Operator, Unit, UnitKind};

/// One file of an import.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name, e.g. `units.csv`.
    pub name: &'a str,
    /// UTF-8 CSV with a header line.
    pub content: &'a [u8],
}

/// One thing wrong in a file, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// The file.
    pub file: String,
    /// The line, 1 for the header; 0 for the file as a whole.
    pub line: u64,
    /// The column; empty for a line as a whole.
    pub field: String,
    /// What is wrong and what would be right, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// So many defects fit into one answer; somebody with more has another problem than a single row.
const LISTED: usize = 5_000;

/// An import that was refused; nothing of it was taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the import has {defects} defects: correct them all and import again")]
pub struct ImportRefused {
    /// How many there are.
    defects: usize,
    /// The first of them, by file and line.
    violations: Vec<Violation>,
}

/// The first operators, and the units that they act for until a directory says more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    /// A bare unit for each that an operator names.
    pub units: Vec<Unit>,
    /// The operators.
    pub operators: Vec<Operator>,
}

/// The defects found so far.
#[derive(Debug, Default)]
struct Defects(Vec<Defect>);

/// Reads a whole directory. `seeded` are the operators that exist already: their certificates are bound to
/// their units, so the directory must contain them unchanged in that.
///
/// # Errors
/// With every defect of every file.
pub fn read_directory(files: &[File<'_>], seeded: &[Operator]) -> Result<Directory, ImportRefused> {
    let mut defects = Defects::default();
    refuse_other_files(files, &mut defects);
    let units = table(files, "units.csv", units::COLUMNS, &mut defects);
    let operators = table(files, "operators.csv", operators::COLUMNS, &mut defects);
    let partners = table(files, "partners.csv", partners::COLUMNS, &mut defects);

    let directory = Directory {
        units: units::read(&units, &mut defects),
        operators: operators::read(&operators, &units, &mut defects),
        partners: partners::read(&partners, &units, &mut defects),
    };
    operators::keep_seeded(&operators, seeded, &mut defects);
    defects.or(directory)
}

/// Reads the first operators from the text of a file in the format of `operators.csv`.
///
/// # Errors
/// With every defect of the file.
pub fn read_seed(content: &[u8]) -> Result<Seed, ImportRefused> {
    let mut defects = Defects::default();
    let file = File { name: "operators.csv", content };
    let operators = Table::read(file, operators::COLUMNS, &mut defects);
    let operators = operators::read_alone(&operators, &mut defects);
    let unit_ids: BTreeSet<Id> = operators.iter().map(|operator| operator.unit_id.clone()).collect();
    let units = unit_ids.into_iter().map(bare_unit).collect();
    defects.or(Seed { units, operators })
}

fn bare_unit(id: Id) -> Unit {
    Unit {
        name: id.to_string(),
        kinds: BTreeSet::from([UnitKind::StaffingOffice]),
        department_id: id.clone(),
        jurisdiction_id: None,
        area_code: None,
        permitted_items: BTreeSet::new(),
        id,
    }
}

fn refuse_other_files(files: &[File<'_>], defects: &mut Defects) {
    for file in files {
        if !["units.csv", "operators.csv", "partners.csv"].contains(&file.name) {
            let zh = "目录只由 units.csv、operators.csv、partners.csv 组成，请去掉此文件";
            let en = "a directory consists of units.csv, operators.csv and partners.csv: leave this file out";
            defects.add(file.name, 0, "", zh, en);
        }
    }
}

/// The table of the file called `name`, which must be there exactly once; empty when it is not.
fn table(
    files: &[File<'_>],
    name: &'static str,
    columns: &'static [&'static str],
    defects: &mut Defects,
) -> Table {
    let mut named = files.iter().filter(|file| file.name == name);
    let Some(file) = named.next() else {
        defects.add(name, 0, "", "缺少此文件", "the file is missing");
        return Table::empty(name);
    };
    if named.next().is_some() {
        defects.add(name, 0, "", "此文件重复", "the file is there twice");
    }
    Table::read(*file, columns, defects)
}

impl Defects {
    fn add(&mut self, file: &str, line: u64, field: &str, zh: impl Into<String>, en: impl Into<String>) {
        let (file, field) = (file.to_owned(), field.to_owned());
        self.0.push(Defect { file, line, field, zh: zh.into(), en: en.into() });
    }

    /// The value, if there is no defect.
    fn or<T>(self, value: T) -> Result<T, ImportRefused> {
        if self.0.is_empty() { Ok(value) } else { Err(ImportRefused::new(self.0)) }
    }
}

impl ImportRefused {
    fn new(mut defects: Vec<Defect>) -> Self {
        defects.sort_by(|a, b| (&a.file, a.line, &a.field).cmp(&(&b.file, b.line, &b.field)));
        let count = defects.len();
        let violations = defects.into_iter().take(LISTED).map(|defect| {
            let place = match (defect.line, defect.field.as_str()) {
                (0, _) => defect.file,
                (line, "") => format!("{}:{line}", defect.file),
                (line, field) => format!("{}:{line}:{field}", defect.file),
            };
            Violation::new(place, defect.zh, defect.en)
        });
        Self { defects: count, violations: violations.collect() }
    }
}

impl Coded for ImportRefused {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn reason(&self) -> &str {
        "IMPORT_INVALID"
    }

    fn zh(&self) -> Option<String> {
        Some(format!("导入文件有 {} 处缺陷，请全部改正后重新导入", self.defects))
    }

    fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

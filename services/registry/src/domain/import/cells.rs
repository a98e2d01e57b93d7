//! Cells of a CSV file, read into what they mean or listed as defects.

use std::collections::BTreeMap;
use std::str::FromStr;

use codes::UnknownCode;
use kernel::error::Violation;
use time::Date;
use time::macros::format_description;

use crate::domain::ids::is_text_id;

/// A CSV file as it came.
#[derive(Debug, Clone)]
pub struct RawFile {
    /// File name, e.g. `institutions.csv`.
    pub name: String,
    /// The header line.
    pub header: Vec<String>,
    /// The other lines.
    pub rows: Vec<RawRow>,
}

/// A line of a CSV file.
#[derive(Debug, Clone)]
pub struct RawRow {
    /// Its number, from 1 for the header.
    pub line: u64,
    /// Its cells, white space at both ends taken off.
    pub cells: Vec<String>,
}

/// A file whose header is right, its cells by column.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    pub(super) name: &'static str,
    pub(super) rows: Vec<Row>,
}

/// A row by column.
#[derive(Debug, Clone)]
pub(super) struct Row {
    file: &'static str,
    pub(super) line: u64,
    cells: BTreeMap<&'static str, String>,
}

/// Everything that is wrong, in the order found.
#[derive(Debug, Default)]
pub(super) struct Defects(Vec<Violation>);

impl Defects {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_violations(self) -> Vec<Violation> {
        self.0
    }

    pub(super) fn add(&mut self, field: String, zh: impl Into<String>, en: impl Into<String>) {
        self.0.push(Violation::new(field, zh, en));
    }

    /// A defect of one cell.
    pub(super) fn cell(&mut self, row: &Row, column: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.add(format!("{}:{}:{column}", row.file, row.line), zh, en);
    }
}

/// The sheets of the known files; a missing or unknown file and a wrong header are defects.
pub(super) fn sheets(
    files: Vec<RawFile>,
    known: &[(&'static str, &'static [&'static str])],
    defects: &mut Defects,
) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    for (name, columns) in known {
        match files.iter().filter(|file| file.name == *name).collect::<Vec<_>>().as_slice() {
            [file] => sheets.extend(sheet(name, columns, file, defects)),
            [] => defects.add((*name).to_owned(), "缺少该文件", "the file is missing"),
            _ => defects.add((*name).to_owned(), "该文件重复", "the file came more than once"),
        }
    }
    for file in files.iter().filter(|file| known.iter().all(|(name, _)| file.name != *name)) {
        defects.add(file.name.clone(), "未知文件，请移除", "no such file is known: leave it out");
    }
    sheets
}

fn sheet(
    name: &'static str,
    columns: &[&'static str],
    file: &RawFile,
    defects: &mut Defects,
) -> Option<Sheet> {
    let mut expected: Vec<&str> = columns.to_vec();
    let mut found: Vec<&str> = file.header.iter().map(String::as_str).collect();
    expected.sort_unstable();
    found.sort_unstable();
    if expected != found {
        let columns = columns.join(",");
        defects.add(
            format!("{name}:1"),
            format!("表头应为：{columns}"),
            format!("the header must be: {columns}"),
        );
        return None;
    }
    let mut rows = Vec::new();
    for raw in &file.rows {
        if raw.cells.len() != file.header.len() {
            defects.add(
                format!("{name}:{}", raw.line),
                format!("该行应有{}列，现有{}列", file.header.len(), raw.cells.len()),
                format!("the row must have {} cells, it has {}", file.header.len(), raw.cells.len()),
            );
            continue;
        }
        let cell = |column: &&'static str| {
            let at = file.header.iter().position(|header| header == column);
            (*column, at.and_then(|at| raw.cells.get(at)).cloned().unwrap_or_default())
        };
        rows.push(Row { file: name, line: raw.line, cells: columns.iter().map(cell).collect() });
    }
    Some(Sheet { name, rows })
}

/// Each reader answers none after listing what is wrong with the cell.
impl Row {
    /// The cell as it is, perhaps empty.
    pub(super) fn text(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// A cell that must not be empty.
    pub(super) fn required(&self, column: &str, defects: &mut Defects) -> Option<String> {
        let text = self.text(column);
        if text.is_empty() {
            defects.cell(self, column, "不得为空", "must not be empty");
            return None;
        }
        Some(text.to_owned())
    }

    /// A cell that may be empty.
    pub(super) fn optional(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A new identifier.
    pub(super) fn id(&self, column: &str, defects: &mut Defects) -> Option<String> {
        let text = self.required(column, defects)?;
        if !is_text_id(&text) {
            defects.cell(
                self,
                column,
                "应由小写字母、数字、“-”和“.”组成，不超过64位",
                "must be of lower-case letters, digits, `-` and `.`, at most 64",
            );
            return None;
        }
        Some(text)
    }

    /// A code of a closed set.
    pub(super) fn code<T: FromStr<Err = UnknownCode>>(
        &self,
        column: &str,
        defects: &mut Defects,
    ) -> Option<T> {
        let text = self.required(column, defects)?;
        text.parse()
            .map_err(|unknown: UnknownCode| defects.cell(self, column, unknown.zh(), unknown.to_string()))
            .ok()
    }

    /// A date, `YYYY-MM-DD`.
    pub(super) fn date(&self, column: &str, defects: &mut Defects) -> Option<Date> {
        let text = self.required(column, defects)?;
        let date = Date::parse(&text, format_description!("[year]-[month]-[day]")).ok();
        if date.is_none() {
            defects.cell(self, column, "应为日期YYYY-MM-DD", "must be a date, YYYY-MM-DD");
        }
        date
    }

    /// A whole number between two bounds.
    pub(super) fn number(&self, column: &str, least: i32, most: i32, defects: &mut Defects) -> Option<i32> {
        let text = self.required(column, defects)?;
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        if number.is_none() {
            defects.cell(
                self,
                column,
                format!("应为{least}至{most}的整数"),
                format!("must be a whole number from {least} to {most}"),
            );
        }
        number
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, column: &str, defects: &mut Defects) -> Option<bool> {
        let flag = self.text(column).parse().ok();
        if flag.is_none() {
            defects.cell(self, column, "应为true或false", "must be true or false");
        }
        flag
    }
}

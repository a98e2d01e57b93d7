//! A CSV file as rows with named cells, and how a cell becomes a value.
use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

use super::{Defects, File};
use crate::domain::{Id, IdError};

/// A file's rows.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) file: &'static str,
    pub(super) rows: Vec<Row>,
}

/// One row: its line in the file and its cells in the order of the columns that the table was read with.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: u64,
    cells: Vec<(&'static str, String)>,
}

/// One row being read, and where its defects go.
pub(super) struct Reading<'a> {
    file: &'static str,
    row: &'a Row,
    defects: &'a mut Defects,
}

impl Table {
    /// A file without rows.
    pub(super) fn empty(file: &'static str) -> Self {
        Self { file, rows: Vec::new() }
    }

    /// Reads a file whose header names each of `columns` once, in any order, and nothing else. Cells are
    /// trimmed; a row with another number of cells is a defect and left out.
    pub(super) fn read(file: File<'_>, columns: &'static [&'static str], defects: &mut Defects) -> Self {
        let name = match file.name {
            "units.csv" => "units.csv",
            "partners.csv" => "partners.csv",
            _ => "operators.csv",
        };
        let mut table = Self::empty(name);
        let content = file.content.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file.content);
        if std::str::from_utf8(content).is_err() {
            defects.add(name, 0, "", "文件不是 UTF-8 编码", "the file is not UTF-8: save it as UTF-8");
            return table;
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(content);
        let mut header: Option<Vec<&'static str>> = None;
        for record in reader.records() {
            let Ok(record) = record else { continue };
            let line = record.position().map_or(0, csv::Position::line);
            match &header {
                None => match read_header(name, &record, columns, defects) {
                    Some(found) => header = Some(found),
                    None => return table,
                },
                Some(header) if record.len() == header.len() => {
                    let cells = header.iter().copied().zip(record.iter().map(str::to_owned)).collect();
                    table.rows.push(Row { line, cells });
                }
                Some(header) => {
                    let (is, due) = (record.len(), header.len());
                    let zh = format!("应有 {due} 列，实有 {is} 列（含逗号的内容请加引号）");
                    let en = format!("the line has {is} cells, {due} are due (quote what contains a comma)");
                    defects.add(name, line, "", zh, en);
                }
            }
        }
        if header.is_none() {
            let columns = columns.join(",");
            defects.add(
                name,
                0,
                "",
                format!("缺少标题行：{columns}"),
                format!("the header line is missing: {columns}"),
            );
        }
        table
    }

    /// The rows one after the other, with their defects going to `defects`.
    pub(super) fn readings(&self, defects: &mut Defects, mut each: impl FnMut(&mut Reading<'_>)) {
        for row in &self.rows {
            each(&mut Reading { file: self.file, row, defects });
        }
    }

    /// Notes each row whose `field` another row before it has too.
    pub(super) fn refuse_repeated(&self, field: &'static str, defects: &mut Defects) {
        let mut seen = BTreeSet::new();
        for row in &self.rows {
            let text = row.text(field);
            if !text.is_empty() && !seen.insert(text) {
                let (zh, en) = (format!("{text} 重复"), format!("{text} is there twice: leave one out"));
                defects.add(self.file, row.line, field, zh, en);
            }
        }
    }
}

fn read_header(
    file: &str,
    record: &csv::StringRecord,
    columns: &'static [&'static str],
    defects: &mut Defects,
) -> Option<Vec<&'static str>> {
    let found: Vec<&'static str> =
        record.iter().filter_map(|cell| columns.iter().copied().find(|column| *column == cell)).collect();
    let distinct: BTreeSet<&str> = found.iter().copied().collect();
    if found.len() == record.len() && distinct.len() == columns.len() && found.len() == columns.len() {
        return Some(found);
    }
    let columns = columns.join(",");
    let zh = format!("标题行应为：{columns}");
    defects.add(file, 1, "", zh, format!("the header must be: {columns}"));
    None
}

impl Row {
    /// The text of a cell; empty where the column is not one of the table's.
    pub(super) fn text(&self, field: &str) -> &str {
        self.cells.iter().find(|(column, _)| *column == field).map_or("", |(_, text)| text)
    }

    /// The parts of a cell that holds a list.
    pub(super) fn list(&self, field: &str) -> impl Iterator<Item = &str> {
        self.text(field).split(';').map(str::trim).filter(|part| !part.is_empty())
    }
}

impl<'a> Reading<'a> {
    /// The row.
    pub(super) fn row(&self) -> &'a Row {
        self.row
    }

    /// Notes a defect of a cell.
    pub(super) fn refuse(&mut self, field: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.defects.add(self.file, self.row.line, field, zh, en);
    }

    /// A cell that must not be empty.
    pub(super) fn required(&mut self, field: &'static str) -> Option<String> {
        let text = self.row.text(field).to_owned();
        if text.is_empty() {
            self.refuse(field, "必填", "must not be empty");
            return None;
        }
        Some(text)
    }

    /// A cell that must hold an id.
    pub(super) fn id(&mut self, field: &'static str) -> Option<Id> {
        let text = self.required(field)?;
        self.parsed(field, text.parse(), IdError::zh)
    }

    /// A cell that holds an id or nothing.
    pub(super) fn optional_id(&mut self, field: &'static str) -> Option<Id> {
        let text = self.row.text(field).to_owned();
        if text.is_empty() { None } else { self.parsed(field, text.parse(), IdError::zh) }
    }

    /// A cell that must hold something with a reading of its own.
    pub(super) fn value<T: FromStr>(
        &mut self,
        field: &'static str,
        zh: impl FnOnce(&T::Err) -> String,
    ) -> Option<T>
    where
        T::Err: Display,
    {
        let text = self.required(field)?;
        self.parsed(field, text.parse(), zh)
    }

    /// A list of known words; `parse` knows them, `known` shows them.
    pub(super) fn words<T: Ord>(
        &mut self,
        field: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        known: &str,
    ) -> BTreeSet<T> {
        let mut words = BTreeSet::new();
        for word in self.row.list(field) {
            match parse(word) {
                Some(word) => {
                    words.insert(word);
                }
                None => self.refuse(
                    field,
                    format!("未知的取值 {word}，可用：{known}"),
                    format!("`{word}` is not known here; known are {known}"),
                ),
            }
        }
        words
    }

    fn parsed<T, E: Display>(
        &mut self,
        field: &'static str,
        result: Result<T, E>,
        zh: impl FnOnce(&E) -> String,
    ) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.refuse(field, zh(&error), error.to_string());
                None
            }
        }
    }
}

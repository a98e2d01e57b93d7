//! What a command gives back: one value, and the tables that show it to a person.

use codes::{Label, Lang};
use serde::Serialize;

use crate::exit::Exit;
use crate::failure::Failure;

/// The facts of an answer, twice.
#[derive(Debug)]
pub struct Answer {
    /// For programs: an object, or a list of objects.
    pub value: serde_json::Value,
    /// For people. The first table is also the CSV.
    pub sections: Vec<Section>,
    pub exit: Exit,
}

/// A table with what is said above it.
#[derive(Debug, Default)]
pub struct Section {
    /// Sentences in the language of the screen.
    pub lines: Vec<String>,
    pub table: Table,
}

/// Columns and rows of text.
#[derive(Debug, Default)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name in CSV.
    pub key: &'static str,
    pub label: Label,
    /// Shown with `-o wide` and in CSV only.
    pub wide: bool,
}

/// A column that every table shows.
pub const fn column(key: &'static str, zh: &'static str, en: &'static str) -> Column {
    Column { key, label: Label { zh, en }, wide: false }
}

/// A column for `-o wide`.
pub const fn wide(key: &'static str, zh: &'static str, en: &'static str) -> Column {
    Column { key, label: Label { zh, en }, wide: true }
}

impl Answer {
    /// An answer without tables yet.
    pub fn of<T: Serialize>(value: &T) -> Result<Self, Box<Failure>> {
        let value = serde_json::to_value(value).map_err(|error| Failure::internal(&error))?;
        Ok(Self { value, sections: Vec::new(), exit: Exit::Ok })
    }

    /// Adds a table.
    pub fn table(self, columns: &[Column], rows: Vec<Vec<String>>) -> Self {
        self.section(Section { lines: Vec::new(), table: Table { columns: columns.to_vec(), rows } })
    }

    /// Adds a section.
    pub fn section(mut self, section: Section) -> Self {
        self.sections.push(section);
        self
    }

    /// Ends the command with another code than 0.
    pub fn ending(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// Shows one object as a list of its facts, one a row.
    pub fn facts(self, facts: Vec<(Label, String)>, lang: Lang) -> Self {
        let columns = [column("fact", "项目", "fact"), column("value", "内容", "value")];
        let rows =
            facts.into_iter().map(|(label, value)| vec![label.in_lang(lang).to_owned(), value]).collect();
        self.table(&columns, rows)
    }
}

/// A label with both languages, shortly.
pub const fn label(zh: &'static str, en: &'static str) -> Label {
    Label { zh, en }
}

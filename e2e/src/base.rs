//! The base data of the scenarios (domain.md §10.0) as import folders.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::people::{self, Seats};

const REGISTRY: [&str; 6] =
    ["jurisdictions.csv", "institutions.csv", "divisions.csv", "decisions.csv", "plans.csv", "permits.csv"];
const DIRECTORY: [&str; 3] = ["units.csv", "operators.csv", "partners.csv"];

/// The folder of this crate, with its data and scenarios.
pub fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Two folders ready to be imported.
#[derive(Debug)]
pub struct Base {
    /// For `bianzhi directory import`.
    pub directory: PathBuf,
    /// For `bianzhi registry import`.
    pub registry: PathBuf,
}

impl Base {
    /// Lays the base data out under `folder`, with a person for every occupied seat. A file of `edition`, a
    /// folder beside the base, takes the place of the base's file of the same name.
    pub fn lay_out(folder: &Path, edition: &str) -> anyhow::Result<Self> {
        let data = Data(edition.to_owned());
        let base = Self { directory: folder.join("directory"), registry: folder.join("registry") };
        data.copy(&base.directory, &DIRECTORY)?;
        data.copy(&base.registry, &REGISTRY)?;
        data.persons(&base.registry.join("persons.csv")).context("generate persons.csv")?;
        Ok(base)
    }

    /// Adds the rows of `data/load`: sixteen schools with seats and permits for thousands of entries, their
    /// clerks, and clerks who are about to leave.
    pub fn add_load(&self) -> anyhow::Result<()> {
        let source = home().join("data/load");
        for entry in fs::read_dir(&source)? {
            let file = entry?.file_name();
            let folder = if self.directory.join(&file).exists() { &self.directory } else { &self.registry };
            let more = fs::read_to_string(source.join(&file))?;
            let (header, rows) = more.split_once('\n').context("a file of rows")?;
            let target = folder.join(&file);
            let mut text =
                fs::read_to_string(&target).with_context(|| format!("read {}", target.display()))?;
            if text.lines().next() != Some(header) {
                anyhow::bail!("{} has other columns than {}", source.join(&file).display(), target.display());
            }
            text.push_str(rows);
            fs::write(&target, text)?;
        }
        Ok(())
    }

    /// The rows of `operators.csv` for the first operators, who exist before the directory is imported.
    pub fn first_operators(&self, ids: &[&str]) -> anyhow::Result<String> {
        let text = fs::read_to_string(self.directory.join("operators.csv"))?;
        let keep = |line: &&str| ids.iter().any(|id| line.starts_with(&format!("{id},")));
        let header = text.lines().take(1);
        Ok(header.chain(text.lines().filter(keep)).map(|line| format!("{line}\n")).collect())
    }

    /// The operators and the partners of the directory: ids to be enrolled.
    pub fn principals(&self) -> anyhow::Result<(Vec<String>, Vec<String>)> {
        Ok((ids(&self.directory.join("operators.csv"))?, ids(&self.directory.join("partners.csv"))?))
    }
}

fn ids(file: &Path) -> anyhow::Result<Vec<String>> {
    let mut reader = csv::Reader::from_path(file)?;
    let rows = reader.records().collect::<Result<Vec<_>, _>>()?;
    Ok(rows.iter().filter_map(|row| row.get(0)).map(str::to_owned).collect())
}

/// The name of an edition of the base data.
struct Data(String);

impl Data {
    /// Where a file of this edition is.
    fn file(&self, name: &str) -> PathBuf {
        let own = home().join("data").join(&self.0).join(name);
        if own.exists() { own } else { home().join("data/base").join(name) }
    }

    fn copy(&self, target: &Path, files: &[&str]) -> anyhow::Result<()> {
        fs::create_dir_all(target)?;
        for file in files {
            fs::copy(self.file(file), target.join(file)).with_context(|| format!("copy {file}"))?;
        }
        Ok(())
    }

    fn persons(&self, target: &Path) -> anyhow::Result<()> {
        let mut named = csv::Reader::from_path(self.file("named_persons.csv"))?;
        let header = named.headers()?.clone();
        let rows = named.records().collect::<Result<Vec<_>, _>>()?;
        let mut seats = csv::Reader::from_path(self.file("seats.csv"))?;
        let seats = seats.deserialize::<Seats>().collect::<Result<Vec<_>, _>>()?;

        let mut out = csv::Writer::from_path(target)?;
        out.write_record(&header)?;
        for row in &rows {
            out.write_record(row)?;
        }
        people::fill(&seats, &rows, &header, &mut out)?;
        out.flush()?;
        Ok(())
    }
}

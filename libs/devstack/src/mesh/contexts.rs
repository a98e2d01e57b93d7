//! Keys and certificates of persons and partners, and the file by which `bianzhi` finds them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::HOUSES;
use super::config::Places;
use crate::proxy::Proxy;

/// PEM files of one principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// PKCS#8 key, readable by its owner alone.
    pub key: PathBuf,
    /// Leaf and issuing CA.
    pub certificate: PathBuf,
    /// What it trusts.
    pub roots: PathBuf,
}

impl Credentials {
    /// Where the files of a principal lie in a folder.
    pub(super) fn of(id: &str, folder: &Path, roots: PathBuf) -> Self {
        Self {
            key: folder.join(format!("{id}.key.pem")),
            certificate: folder.join(format!("{id}.pem")),
            roots,
        }
    }

    pub(super) fn exist(&self) -> bool {
        self.key.exists() && self.certificate.exists()
    }
}

/// Writes the contexts file anew: everyone whose certificate lies in the folder.
pub(super) fn write(places: &Places, proxy: &Proxy) -> Result<()> {
    let folder = places.contexts();
    let mut text = format!("roots = {:?}\n", places.trust().join("root.pem"));
    writeln!(text, "enrolment = \"https://{}\"\n\n[endpoints]", places.enrolment)?;
    for house in HOUSES {
        let address = proxy.link(super::links::CLI, house)?.address();
        writeln!(text, "{house} = \"https://{address}\"")?;
    }
    for (id, certificate) in enrolled(&folder)? {
        writeln!(text, "\n[contexts.{id:?}]\nkey = \"{id}.key.pem\"\ncertificate = {certificate:?}")?;
    }
    let unnamed = folder.join("contexts.new");
    fs::write(&unnamed, text).context("write the contexts file")?;
    fs::rename(&unnamed, folder.join("contexts.toml")).context("put the contexts file in place")
}

/// Operator id to the name of its certificate's file.
fn enrolled(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).context("read the contexts folder")? {
        let file = entry?.file_name().to_string_lossy().into_owned();
        if let Some(id) = file.strip_suffix(".pem")
            && !id.ends_with(".key")
        {
            found.insert(id.to_owned(), file.clone());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_is_a_certificate_in_the_folder_and_keys_are_none() {
        let place = crate::folder::temporary().unwrap();
        for file in ["edu-clerk.pem", "edu-clerk.key.pem", "late.key.pem", "contexts.toml"] {
            fs::write(place.path().join(file), "").unwrap();
        }

        let found = enrolled(place.path()).unwrap();

        assert_eq!(found, BTreeMap::from([("edu-clerk".to_owned(), "edu-clerk.pem".to_owned())]));
    }
}

//! The authority's files. A secret is readable by its owner alone from its first byte on, and a file appears
//! under its name whole or not at all.
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use super::Error;

const SECRET: u32 = 0o600;
const PUBLIC: u32 = 0o644;

/// Reads a text file; `None` when it is not there.
pub(super) fn read(path: &Path) -> Result<Option<String>, Error> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::File { path: path.to_owned(), source }),
    }
}

/// Makes a folder that only its owner can enter, with those above it.
pub(super) fn private_folder(path: &Path) -> Result<(), Error> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|source| Error::File { path: path.to_owned(), source })
}

/// Writes a secret (mode 0600), making its folder (mode 0700) if need be.
///
/// # Errors
/// What the system said.
pub fn write_secret(path: &Path, text: &str) -> Result<(), Error> {
    write(path, text, SECRET)
}

/// Writes a file that everybody may read, in a folder that its owner alone may enter.
///
/// # Errors
/// What the system said.
pub fn write_public(path: &Path, text: &str) -> Result<(), Error> {
    write(path, text, PUBLIC)
}

fn write(path: &Path, text: &str, mode: u32) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        private_folder(folder)?;
    }
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".new");
    let temporary = Path::new(&temporary);
    let written = || -> std::io::Result<()> {
        // One that a crash left behind may have another mode.
        if temporary.exists() {
            fs::remove_file(temporary)?;
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(temporary, path)
    };
    written().map_err(|source| Error::File { path: path.to_owned(), source })
}

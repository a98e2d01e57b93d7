//! Where things are: the folder of one stack, and the repository's `.cache`.

use std::fs;
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// What `scripts/fetch` brings and what is made once for this machine.
#[must_use]
pub fn cache() -> PathBuf {
    repository().join(".cache")
}

/// The fonts of the papers: `BIANZHI_FONTS`, or what `scripts/fetch` brought.
#[must_use]
pub fn fonts() -> PathBuf {
    match std::env::var_os("BIANZHI_FONTS") {
        Some(named) => PathBuf::from(named),
        None => cache().join("fonts"),
    }
}

/// The root of this clone.
#[must_use]
pub fn repository() -> PathBuf {
    let mut path = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    path.pop();
    path.pop();
    path
}

/// The folder of the binaries that were built beside the running one (`target/debug`).
///
/// # Errors
/// The running program cannot be found on disk.
pub fn binaries() -> Result<PathBuf> {
    let mut path = std::env::current_exe().context("find the running program")?;
    path.pop();
    if path.ends_with("deps") || path.ends_with("examples") {
        path.pop();
    }
    Ok(path)
}

/// A fresh temporary folder that goes when the value is dropped and that an ordinary user can reach
/// (PostgreSQL refuses root). Folders that crashed callers left behind are swept.
///
/// # Errors
/// The temporary folder of the machine cannot be written.
pub fn temporary() -> Result<Temporary> {
    const PREFIX: &str = "bianzhi-";
    let parent = std::env::temp_dir();
    sweep(&parent, PREFIX).context("sweep the folders of crashed callers")?;
    let folder = tempfile::Builder::new()
        .prefix(PREFIX)
        .tempdir_in(&parent)
        .with_context(|| format!("make a folder in {}", parent.display()))?;
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).context("open it to all")?;
    // Locked before it has the name that a sweep looks for.
    let unnamed = folder.path().join("owner.new");
    let lock = fs::File::create(&unnamed).context("create the lock")?;
    lock.lock().context("lock the folder")?;
    fs::rename(&unnamed, folder.path().join(LOCK)).context("name the lock")?;
    Ok(Temporary { folder, _lock: lock })
}

/// A temporary folder and the lock that says its owner lives.
#[derive(Debug)]
pub struct Temporary {
    folder: tempfile::TempDir,
    _lock: fs::File,
}

impl Temporary {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Leaves the folder in place, for a look at its logs, and answers where it is.
    #[must_use]
    pub fn keep(self) -> PathBuf {
        // Without its lock file the sweep does not know it as one of ours.
        let _ = fs::remove_file(self.folder.path().join(LOCK));
        self.folder.keep()
    }
}

const LOCK: &str = "owner.lock";

fn sweep(parent: &Path, prefix: &str) -> io::Result<()> {
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with(prefix) {
            continue;
        }
        let Ok(lock) = fs::File::open(entry.path().join(LOCK)) else {
            continue; // being made this moment, kept on purpose, or not ours
        };
        if lock.try_lock().is_ok() {
            // Another sweep may be at it too, and another user's folder stays.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    Ok(())
}

/// Makes sure that every folder above `path` lets other users pass.
pub(crate) fn reachable_for_all(path: &Path) -> Result<()> {
    for folder in path.ancestors().skip(1) {
        let Ok(facts) = fs::metadata(folder) else {
            continue;
        };
        if facts.permissions().mode() & 0o001 == 0 {
            bail!(
                "{} is closed to other users, but PostgreSQL must run as one (it refuses root): \
                 choose another folder, or `chmod o+x {}`",
                folder.display(),
                folder.display()
            );
        }
    }
    Ok(())
}

/// Writes a file that only its owner may read.
pub(crate) fn write_secret(path: &Path, text: &str) -> Result<()> {
    let written = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| io::Write::write_all(&mut file, text.as_bytes()));
    written.with_context(|| format!("write {}", path.display()))
}

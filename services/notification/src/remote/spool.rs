//! The spool folder: one JSON file per delivery, whole or not there.
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use time::OffsetDateTime;

use super::Error;
use crate::domain::{Delivery, Kind};

/// A folder into which files are spooled.
#[derive(Debug, Clone)]
pub struct Spool {
    folder: PathBuf,
}

/// What a file says. Ids and words, no personal data: who has to reach the recipient looks the address up.
#[derive(Debug, Serialize)]
struct Letter<'a> {
    /// The file's name without its ending: a file seen twice is the same delivery.
    delivery_id: String,
    /// The message in the inbox.
    notification_id: String,
    /// Operator id of the recipient.
    recipient_id: &'a str,
    /// What it is about, for a gateway that has words of its own.
    template: Kind,
    case_id: &'a str,
    zh: &'a str,
    en: &'a str,
    /// When it was written, business time.
    #[serde(with = "time::serde::rfc3339")]
    create_time: OffsetDateTime,
}

impl Spool {
    /// Opens the folder; it is made when it is not there.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Puts a delivery's file: written beside, made durable, renamed into place. A file that is there already
    /// is replaced by the same.
    pub(super) async fn put(&self, delivery: &Delivery) -> Result<(), Error> {
        let message = &delivery.message;
        let letter = Letter {
            delivery_id: delivery.id.to_string(),
            notification_id: message.id.to_string(),
            recipient_id: &message.recipient_id,
            template: message.kind,
            case_id: &message.case_id,
            zh: &message.sentence.zh,
            en: &message.sentence.en,
            create_time: message.created_at,
        };
        let bytes = serde_json::to_vec_pretty(&letter)?;
        let (folder, name, attempt) = (self.folder.clone(), letter.delivery_id, delivery.attempt);
        let written = tokio::task::spawn_blocking(move || write(&folder, &name, attempt, &bytes)).await;
        written
            .unwrap_or_else(|lost| Err(io::Error::other(lost)))
            .map_err(|source| Error::Spool { folder: self.folder.display().to_string(), source })
    }
}

/// Each attempt has a file beside of its own, so that an attempt that was thought lost harms nobody; what earlier
/// ones left behind goes.
fn write(folder: &Path, name: &str, attempt: u32, bytes: &[u8]) -> io::Result<()> {
    let beside = |attempt: u32| folder.join(format!(".{name}.{attempt}.tmp"));
    let mut file = File::create(beside(attempt))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(beside(attempt), folder.join(format!("{name}.json")))?;
    File::open(folder)?.sync_all()?;
    for earlier in 1..attempt {
        match fs::remove_file(beside(earlier)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_second_attempt_leaves_one_whole_file_and_nothing_beside() {
        let folder = tempfile::tempdir().unwrap();
        // The first attempt died while it wrote.
        fs::write(folder.path().join(".a.1.tmp"), "{\"hal").unwrap();

        write(folder.path(), "a", 2, b"{}").unwrap();
        write(folder.path(), "a", 3, b"{}").unwrap();

        assert_eq!(names(folder.path()), ["a.json"]);
        assert_eq!(fs::read(folder.path().join("a.json")).unwrap(), b"{}");
    }

    #[test]
    fn a_folder_that_is_gone_is_an_error() {
        let folder = tempfile::tempdir().unwrap();

        let refusal = write(&folder.path().join("gone"), "a", 1, b"{}").unwrap_err();

        assert_eq!(refusal.kind(), io::ErrorKind::NotFound);
    }
}

//! Imports units, operators and partners, all or nothing.

use command::{Claim, Request};
use serde::{Deserialize, Serialize};

use super::{App, Error};
use crate::domain::{File, read_directory};
use crate::store::{directory, trust};

/// Takes in a whole directory.
#[derive(Debug)]
pub struct ImportDirectory {
    /// The request.
    pub request: Request,
    /// Names and contents of the files.
    pub files: Vec<(String, Vec<u8>)>,
}

/// What was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Units.
    pub units: usize,
    /// Operators.
    pub operators: usize,
    /// Partners' systems.
    pub partners: usize,
    /// Version of the trust snapshot that holds them.
    pub snapshot_version: i64,
}

impl App {
    /// Imports a directory from its files, all or nothing, and publishes it.
    ///
    /// # Errors
    /// With every defect of the files, or when a directory was imported before.
    #[tracing::instrument(skip_all)]
    pub async fn import_directory(&self, command: ImportDirectory) -> Result<Imported, Error> {
        let ImportDirectory { request, files } = command;
        let files: Vec<File<'_>> = files.iter().map(|(name, content)| File { name, content }).collect();
        let mut tx = self.begin().await?;
        let imported_before = directory::lock_imported(&mut tx).await?;
        let now = self.system_now();
        if let Claim::Answered(answer) = command::claim::<Imported>(&mut tx, &request, now).await? {
            return Ok(answer);
        }
        if imported_before {
            return Err(Error::AlreadyImported);
        }

        let seeded = directory::operators(&mut tx, None, None, i64::MAX).await?;
        let read = read_directory(&files, &seeded)?;
        let snapshot_version = trust::raise(&mut tx).await?;
        directory::record_import(&mut tx, &read, snapshot_version, self.business_clock.now()).await?;
        let imported = Imported {
            units: read.units.len(),
            operators: read.operators.len(),
            partners: read.partners.len(),
            snapshot_version,
        };
        command::answer(&mut tx, &request.principal_id, request.id, &imported, now).await?;
        db::commit(tx).await?;
        self.publish_change().await;
        Ok(imported)
    }
}

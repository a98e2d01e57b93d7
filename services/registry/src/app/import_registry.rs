//! Imports the base data, all or nothing.

use command::{Claim, Request, answer, claim};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use super::{App, Error};
use crate::domain::bucket::Bucket;
use crate::domain::fact::Fact;
use crate::domain::import::{self, BaseData, PermitRow, PersonRow, RawFile};
use crate::domain::ledger::Figures;
use crate::domain::permit::Permit;
use crate::domain::person::Occupancy;
use crate::store::{self, buckets, imports, ledger, locks, occupancies, permits, persons};

/// `entry_case_id` of a seat that was there before the installation.
const LEGACY: &str = "LEGACY_IMPORT";

/// What was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Institutions.
    pub institutions: usize,
    /// Decisions.
    pub decisions: usize,
    /// Persons on establishment.
    pub persons: usize,
    /// Permits.
    pub permits: usize,
    /// Buckets with their figures of the day.
    pub buckets: Vec<ImportedBucket>,
}

/// A bucket after the import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedBucket {
    /// The bucket.
    pub bucket: Bucket,
    /// Its figures today.
    pub figures: Figures,
}

impl App {
    /// Takes in the base data of an installation, once, all or nothing.
    ///
    /// # Errors
    /// [`Error::ImportInvalid`] with every bad row, [`Error::AlreadyImported`].
    #[tracing::instrument(skip_all)]
    pub async fn import_registry(&self, request: &Request, files: Vec<RawFile>) -> Result<Imported, Error> {
        let base = import::read(files).map_err(Error::ImportInvalid)?;
        let mut tx = self.begin().await?;
        if let Claim::Answered(imported) = claim(&mut tx, request, self.system_clock.now()).await? {
            return Ok(imported);
        }
        locks::import(&mut tx).await?;
        if imports::done(&mut tx).await? {
            return Err(Error::AlreadyImported);
        }
        let imported = self.take_in(&mut tx, &base).await?;
        answer(&mut tx, &request.principal_id, request.id, &imported, self.system_clock.now()).await?;
        db::commit(tx).await?;
        tracing::info!(imported.institutions, imported.persons, "imported the registry's base data");
        Ok(imported)
    }

    async fn take_in(&self, tx: &mut PgConnection, base: &BaseData) -> Result<Imported, Error> {
        let record_time = self.business_clock.now();
        let today = self.today();
        imports::units(tx, base, begins_on(base, today), record_time).await?;
        imports::seats(tx, base, record_time).await?;
        for row in &base.permits {
            permit(tx, row, record_time).await?;
        }
        self.seat_all(tx, &base.persons, record_time).await?;
        ledger::record(tx, &base.transactions, record_time).await?;

        let buckets = figures(tx, base, today).await?;
        let imported = Imported {
            institutions: base.institutions.len(),
            decisions: base.decisions.len(),
            persons: base.persons.len(),
            permits: base.permits.len(),
            buckets,
        };
        let fact = Fact::Imported { institutions: imported.institutions, persons: imported.persons };
        store::tell(tx, &fact, record_time).await?;
        Ok(imported)
    }

    async fn seat_all(
        &self,
        tx: &mut PgConnection,
        rows: &[PersonRow],
        record_time: OffsetDateTime,
    ) -> Result<(), Error> {
        let people: Vec<_> = rows.iter().map(|row| (row.id, &row.identity)).collect();
        persons::insert(tx, &self.vault, &people, record_time).await?;
        let seats: Vec<_> = rows.iter().map(|row| (row.id, occupancy(row))).collect();
        occupancies::insert(tx, &seats, record_time).await?;
        Ok(())
    }
}

/// The units are there from the day of the first decision about them: earlier than anybody's entry.
fn begins_on(base: &BaseData, today: Date) -> Date {
    let dates = base.decisions.iter().flat_map(|decision| {
        decision.lines.iter().map(|line| line.effective_on).chain(std::iter::once(decision.decided_on))
    });
    dates.min().unwrap_or(today).min(today)
}

async fn permit(tx: &mut PgConnection, row: &PermitRow, record_time: OffsetDateTime) -> Result<(), Error> {
    let permit = Permit {
        id: row.id,
        doc_no: Some(row.doc_no.clone()),
        bucket: row.bucket.clone(),
        channel: row.channel,
        quantity: row.quantity,
        used: row.used,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        ending: None,
        case_id: None,
        pins: 0,
    };
    let bucket = buckets::find(tx, &row.bucket).await?.ok_or(Error::BucketNotFound)?;
    permits::insert(tx, &permit, bucket.id, record_time).await?;
    Ok(())
}

fn occupancy(row: &PersonRow) -> Occupancy {
    Occupancy {
        id: row.occupancy_id,
        bucket: row.bucket.clone(),
        division_id: row.division_id.clone(),
        post: row.post.clone(),
        post_level: row.post_level.clone(),
        category: row.category,
        from: row.from,
        to: None,
        entry_doc_no: row.entry_doc_no.clone(),
        entry_case_id: LEGACY.to_owned(),
        channel: row.channel,
        permit_id: None,
    }
}

async fn figures(tx: &mut PgConnection, base: &BaseData, today: Date) -> Result<Vec<ImportedBucket>, Error> {
    let mut figures = Vec::with_capacity(base.buckets.len());
    for bucket in &base.buckets {
        let row = buckets::find(tx, bucket).await?.ok_or(Error::BucketNotFound)?;
        let book = ledger::book(tx, row.id, row.bucket, None).await?;
        figures.push(ImportedBucket { bucket: bucket.clone(), figures: book.figures(today) });
    }
    Ok(figures)
}

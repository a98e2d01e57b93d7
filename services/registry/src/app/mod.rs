//! The desk: one file per command. Each opens the transaction, looks, asks the rule book, records and commits.
//!
//! An effect of workflow (hold, pin, give back, apply, record) claims its request id first, so that a repeat
//! gets the first answer without waiting for a bucket; then it locks: the case, the buckets by number, the
//! person. Whatever decides about a bucket does what is due there first ([`counter`]).
mod apply_change;
mod apply_entry;
mod apply_quota_use;
mod audit_ledger;
mod balances;
mod check_change;
mod counter;
mod error;
mod expire_due;
mod get_balance;
mod get_institution;
mod get_permit;
mod give_back;
mod hold_seats;
mod import_registry;
mod look_up_persons;
mod pin_permit;
mod record_documents;
mod seen;

use std::sync::Arc;

pub use apply_change::ApplyChange;
pub use check_change::CheckChange;
pub use command::Request;
pub use error::Error;
pub use get_balance::GetBalance;
pub use get_institution::{InstitutionPage, InstitutionWithBalances};
pub use get_permit::ListPermits;
pub use give_back::{GiveBack, GivenBack};
pub use hold_seats::HoldSeats;
pub use import_registry::{Imported, ImportedBucket};
use kernel::clock::{BusinessClock, SystemClock};
pub use look_up_persons::{Asker, SearchPersons};
pub use pin_permit::PinPermit;
pub use record_documents::RecordDocuments;
use sqlx::PgPool;
use vault::Vault;

pub use crate::store::access::Look;
pub use crate::store::changes::Numbers;
pub use crate::store::ledger::Violations;
pub use crate::store::persons::After;

/// Everything the registry can be asked.
#[derive(Clone)]
pub struct App {
    pool: PgPool,
    business_clock: BusinessClock,
    system_clock: SystemClock,
    vault: Arc<Vault>,
}

impl App {
    /// An app over its database, its clock and the keys of its personal data.
    pub fn new(pool: PgPool, business_clock: BusinessClock, vault: Arc<Vault>) -> Self {
        Self { pool, business_clock, system_clock: SystemClock, vault }
    }

    /// The business date, for answers that depend on it.
    pub fn today(&self) -> time::Date {
        self.business_clock.today()
    }

    async fn begin(&self) -> Result<db::Tx, Error> {
        Ok(db::begin(&self.pool).await?)
    }
}

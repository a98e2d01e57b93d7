//! One function per thing identity can be asked to do. Each opens the transaction, asks the domain, records
//! the decision with its fact and answer, and commits; what changes the trust snapshot publishes it then.
mod create_token;
mod enrol;
mod error;
mod first_trust;
mod import_directory;
mod publish;
mod read;
mod renew;
mod revocations;
mod revoke;

use std::sync::Arc;

pub use create_token::{Authority as TokenAuthority, CreateToken, FreshToken};
pub use enrol::{Enrol, Issued};
pub use error::Error;
pub use first_trust::ADMINISTRATOR_LIFE;
pub use import_directory::{ImportDirectory, Imported};
use kernel::clock::{BusinessClock, SystemClock};
pub use publish::Publications;
pub use read::ListCertificates;
pub use renew::Renew;
pub use revoke::Revoke;
use sqlx::PgPool;
use time::OffsetDateTime;
use tokio::sync::watch;

use crate::ca::{Authority, Notary, RevocationList};
pub use crate::store::certificates::{Filter as CertificateFilter, Numbered as NumberedCertificate};

/// What identity works with. Clones are handles to the same.
#[derive(Clone)]
pub struct App {
    pool: PgPool,
    /// Record times of facts.
    business_clock: BusinessClock,
    /// Certificates and tokens.
    system_clock: SystemClock,
    authority: Arc<Authority>,
    notary: Arc<Notary>,
    /// The directory as this process's own door reads it.
    trust: policy::Trust,
    publications: Publications,
    /// The list for outsiders, as it was made last.
    revocation_list: watch::Sender<Option<Arc<RevocationList>>>,
}

impl App {
    /// Identity over its database. `trust` is this process's own: it learns of every change at once.
    pub fn new(
        pool: PgPool,
        business_clock: BusinessClock,
        authority: Authority,
        notary: Notary,
        trust: policy::Trust,
    ) -> Self {
        Self {
            pool,
            business_clock,
            system_clock: SystemClock,
            authority: Arc::new(authority),
            notary: Arc::new(notary),
            trust,
            publications: Publications::default(),
            revocation_list: watch::Sender::new(None),
        }
    }

    /// The trust roots, PEM.
    pub fn roots_pem(&self) -> &str {
        self.authority.roots_pem()
    }

    /// The issuing CA and the trust roots, PEM.
    pub fn authorities_pem(&self) -> String {
        format!("{}{}", self.authority.issuing_pem(), self.authority.roots_pem())
    }

    /// The present instant, system time, in whole microseconds as PostgreSQL keeps it.
    fn system_now(&self) -> OffsetDateTime {
        let now = self.system_clock.now();
        now.replace_nanosecond(now.nanosecond() / 1_000 * 1_000).unwrap_or(now)
    }

    async fn begin(&self) -> Result<db::Tx, Error> {
        Ok(db::begin(&self.pool).await?)
    }
}

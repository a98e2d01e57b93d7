//! The first trust there is, made by `identity init`, and identity's own leaf after that.
use time::Duration;
use uuid::Uuid;

use super::enrol::enrolment;
use super::{App, Error};
use crate::ca::{KeyHolder, LeafFiles, digest};
use crate::domain::{Act, Entry, Principal, PrincipalKind, Seed};
use crate::store::{certificates, directory, tokens, trust};

/// How long an administrator token lives.
pub const ADMINISTRATOR_LIFE: Duration = Duration::days(7);

/// Who acts before anybody is enrolled.
const INIT: &str = "identity init";

impl App {
    /// Adds what the directory lacks of the first operators and their units.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plant(&self, seed: &Seed) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        // The lock comes first: two at once would count the same as lacking.
        directory::lock_imported(&mut tx).await?;
        if directory::plant(&mut tx, seed).await? > 0 {
            trust::raise(&mut tx).await?;
        }
        Ok(db::commit(tx).await?)
    }

    /// An administrator token: a new one, unless `current` still works for more than a day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn administrator_token(&self, current: Option<&str>) -> Result<Option<String>, Error> {
        let now = self.system_now();
        let mut tx = self.begin().await?;
        if let Some(current) = current {
            let until = tokens::administrator_until(&mut tx, &digest(current.trim().as_bytes())).await?;
            if until.is_some_and(|until| now + Duration::DAY < until) {
                return Ok(None);
            }
        }
        let secret = self.authority.secrets().token(Uuid::now_v7());
        let expires_at = now + ADMINISTRATOR_LIFE;
        tokens::insert_administrator(&mut tx, &digest(secret.as_bytes()), now, expires_at).await?;
        db::commit(tx).await?;
        Ok(Some(secret))
    }

    /// Gives a service a leaf in `files`, unless the one there is good; whether it did. By `identity init` for
    /// all of them.
    ///
    /// # Errors
    /// When the database or a file fails, and for a name that is no service's.
    pub async fn provide_leaf(&self, service: &str, files: &LeafFiles) -> Result<bool, Error> {
        self.leaf(service, files, Act::Enrolled).await
    }

    /// Renews identity's own leaf in `files` at two thirds of its life; how many were.
    ///
    /// # Errors
    /// When the database or a file fails.
    pub async fn renew_own_leaf(&self, files: &LeafFiles) -> Result<usize, Error> {
        Ok(usize::from(self.leaf("identity", files, Act::Renewed).await?))
    }

    async fn leaf(&self, service: &str, files: &LeafFiles, act: Act) -> Result<bool, Error> {
        let now = self.system_now();
        if !files.is_due(self.authority.issuing_pem(), self.authority.trust_domain(), now)? {
            return Ok(false);
        }
        let unknown = || Error::PrincipalUnknown { kind: PrincipalKind::Mesh, id: service.to_owned() };
        let principal = Principal::service(service).ok_or_else(unknown)?;
        let key = KeyHolder::generate()?;
        let certificate = self.authority.issue(principal, &key.public_key()?, now)?;
        let entry = match act {
            Act::Renewed => {
                Entry { serial: certificate.serial.clone(), act, by: service.to_owned(), at: now }
            }
            Act::Enrolled | Act::Revoked => enrolment(&certificate, INIT.to_owned(), now),
        };
        let mut tx = self.begin().await?;
        certificates::record_issued(&mut tx, &certificate, &entry, self.business_clock.now()).await?;
        db::commit(tx).await?;
        files.write(&key, &certificate)?;
        Ok(true)
    }
}

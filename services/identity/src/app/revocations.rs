//! What follows from a revocation outside the mesh's own services: the list for outsiders, and the broker.
use std::path::Path;
use std::sync::Arc;

use super::{App, Error};
use crate::ca::{RevocationList, write_public};
use crate::domain::BrokerAccess;
use crate::store::{certificates, trust};

impl App {
    /// The revocation list for outsiders in force; a new one where something was revoked since the last was
    /// made, or that one is a day old.
    ///
    /// # Errors
    /// When the database or the signature fails.
    pub async fn revocation_list(&self) -> Result<Arc<RevocationList>, Error> {
        let now = self.system_now();
        let version = trust::version(&self.pool).await?;
        let current = self.revocation_list.borrow().clone();
        if let Some(current) = current
            && !current.is_due(version, now)
        {
            return Ok(current);
        }
        let (version, revoked) = trust::revocations(&self.pool, now).await?;
        let list = Arc::new(self.authority.sign_revocations(&revoked, version, now)?);
        self.revocation_list.send_replace(Some(Arc::clone(&list)));
        Ok(list)
    }

    /// Writes the list for outsiders to a file that everybody may read, when there is a newer one; how many
    /// were written.
    ///
    /// # Errors
    /// As [`Self::revocation_list`], and when the file can't be written.
    pub async fn write_revocation_list(&self, path: &Path) -> Result<usize, Error> {
        let before = self.revocation_list.borrow().clone();
        let list = self.revocation_list().await?;
        if before.as_ref() == Some(&list) && path.exists() {
            return Ok(0);
        }
        write_public(path, &list.pem)?;
        Ok(1)
    }

    /// Who of the partners' systems may come to the broker, and who may no more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn broker_access(&self) -> Result<Vec<BrokerAccess>, Error> {
        let mut connection = self.pool.acquire().await.map_err(db::Error::from)?;
        Ok(certificates::broker_access(&mut connection).await?)
    }
}

//! What can be read: certificates and the directory.
use super::{App, Error};
use crate::domain::{Certificate, Operator, Unit};
use crate::store::certificates::{self, Filter, Numbered};
use crate::store::directory;

/// Asks for a page of certificates.
#[derive(Debug)]
pub struct ListCertificates {
    /// Which.
    pub filter: Filter,
    /// Those before this number; `None` begins with the newest.
    pub before: Option<i64>,
    /// At most this many.
    pub limit: i64,
}

impl App {
    /// A page of certificates, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn certificates(&self, list: ListCertificates) -> Result<Vec<Numbered>, Error> {
        let mut tx = self.begin().await?;
        let ListCertificates { filter, before, limit } = list;
        Ok(certificates::page(&mut tx, &filter, before, limit).await?)
    }

    /// One certificate, by its serial.
    ///
    /// # Errors
    /// When there is none.
    pub async fn certificate(&self, serial: &str) -> Result<Certificate, Error> {
        let mut tx = self.begin().await?;
        let certificate = certificates::find(&mut tx, serial).await?;
        certificate.ok_or_else(|| Error::CertificateNotFound(serial.to_owned()))
    }

    /// One unit.
    ///
    /// # Errors
    /// When there is none of this id.
    pub async fn unit(&self, id: &str) -> Result<Unit, Error> {
        let mut tx = self.begin().await?;
        let unit = directory::find_unit(&mut tx, id).await?;
        unit.ok_or_else(|| Error::UnitNotFound(id.to_owned()))
    }

    /// At most `limit` units by id, those after `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn units(&self, after: Option<&str>, limit: i64) -> Result<Vec<Unit>, Error> {
        let mut tx = self.begin().await?;
        Ok(directory::units(&mut tx, after, limit).await?)
    }

    /// At most `limit` operators by id, those after `after`, of one unit if it is named.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn operators(
        &self,
        unit_id: Option<&str>,
        after: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Operator>, Error> {
        let mut tx = self.begin().await?;
        Ok(directory::operators(&mut tx, unit_id, after, limit).await?)
    }

    /// An operator and the unit, for the one who asks who he or she is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn operator(&self, id: &str) -> Result<Option<Operator>, Error> {
        let mut tx = self.begin().await?;
        Ok(directory::find_operator(&mut tx, id).await?)
    }
}

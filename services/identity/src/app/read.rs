//! What can be read: certificates and the directory.
use super::{App, Error};
use crate::domain::{Operator, Unit};
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
    pub limit: u32,
}

/// A page of certificates.
#[derive(Debug)]
pub struct CertificatePage {
    /// Newest first.
    pub certificates: Vec<Numbered>,
    /// Where the next page begins, if there is one.
    pub next_before: Option<i64>,
}

impl App {
    /// A page of certificates, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn certificates(&self, list: ListCertificates) -> Result<CertificatePage, Error> {
        let mut tx = self.begin().await?;
        let ListCertificates { filter, before, limit } = list;
        let certificates = certificates::page(&mut tx, &filter, before, one_more(limit)).await?;
        let (certificates, last) = page(certificates, limit);
        Ok(CertificatePage { certificates, next_before: last.map(|last| last.issue_no) })
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

    /// A page of units by id, those after `after`; and the id after which the next page begins.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn units(&self, after: Option<&str>, limit: u32) -> Result<(Vec<Unit>, Option<String>), Error> {
        let mut tx = self.begin().await?;
        let units = directory::units(&mut tx, after, one_more(limit)).await?;
        let (units, last) = page(units, limit);
        Ok((units, last.map(|unit| unit.id.to_string())))
    }

    /// A page of operators by id, of one unit if it is named; and the id after which the next page begins.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn operators(
        &self,
        unit_id: Option<&str>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<(Vec<Operator>, Option<String>), Error> {
        let mut tx = self.begin().await?;
        let operators = directory::operators(&mut tx, unit_id, after, one_more(limit)).await?;
        let (operators, last) = page(operators, limit);
        Ok((operators, last.map(|operator| operator.id.to_string())))
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

fn one_more(limit: u32) -> i64 {
    i64::from(limit) + 1
}

/// Cuts a list that was asked for with one more than the page holds; the last one, if the list goes on.
fn page<T: Clone>(mut rows: Vec<T>, limit: u32) -> (Vec<T>, Option<T>) {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let goes_on = rows.len() > limit;
    rows.truncate(limit);
    let last = if goes_on { rows.last().cloned() } else { None };
    (rows, last)
}

//! A bucket as a command has it on its desk: the book and the permits, with what is due done first.

use time::Date;

use super::ids::{CaseId, PermitId};
use super::ledger::{Book, Cause, Overdrawn, Transaction, entries};
use super::permit::{Expiry, Permit};

/// One bucket with its permits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Where its seats are.
    pub book: Book,
    /// Its permits.
    pub permits: Vec<Permit>,
}

/// A permit whose last day passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expired {
    /// The permit afterwards.
    pub permit: Permit,
    /// What it did to the seats.
    pub expiry: Expiry,
    /// The movement, if seats went back.
    pub transaction: Option<Transaction>,
}

impl Desk {
    /// Expires the permits that are due, so that nothing depends on a sweeper's punctuality (domain.md §3.10).
    /// Effective from 00:00 of the day after the last, whenever it is done.
    ///
    /// # Errors
    /// [`Overdrawn`] only when permit and book contradict each other.
    pub fn expire_due(&mut self, today: Date) -> Result<Vec<Expired>, Overdrawn> {
        let mut done = Vec::new();
        for permit in self.permits.iter_mut().filter(|permit| permit.is_due(today)) {
            let (expired, expiry) = permit.clone().expire();
            let transaction = (expiry.released > 0).then(|| {
                let cause = Cause::Permit(expired.id);
                entries::release(self.book.bucket(), cause, expired.id, expiry.released, expiry.from)
            });
            if let Some(transaction) = &transaction {
                self.book.post(transaction)?;
            }
            *permit = expired.clone();
            done.push(Expired { permit: expired, expiry, transaction });
        }
        Ok(done)
    }

    /// The permit with an id, if it is one of this bucket's.
    pub fn permit(&self, id: PermitId) -> Option<&Permit> {
        self.permits.iter().find(|permit| permit.id == id)
    }

    /// The book as if a case held nothing.
    ///
    /// # Errors
    /// [`Overdrawn`] only when the hold and the book contradict each other.
    pub fn book_without(&self, case: &CaseId, quantity: i32, since: Date) -> Result<Book, Overdrawn> {
        let mut book = self.book.clone();
        book.post(&entries::give_back(self.book.bucket(), case, quantity, since))?;
        Ok(book)
    }
}

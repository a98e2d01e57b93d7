//! A bucket's accounts as step functions over business dates.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::Date;

use super::{Account, Holder, Seat, Transaction};
use crate::domain::bucket::Bucket;

/// One bucket's accounts as step functions over business dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    bucket: Bucket,
    /// By account: what comes or goes on each date.
    changes: BTreeMap<Seat, BTreeMap<Date, i32>>,
}

/// A bucket's figures on one business date (domain.md §3.0). `allowance` is shown positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The business date.
    pub on: Date,
    /// Approved (核定): the sum of the bucket's five accounts.
    pub approved: i32,
    /// Occupied (实有).
    pub occupied: i32,
    /// Reserved (预占).
    pub reserved: i32,
    /// Withheld (控编).
    pub withheld: i32,
    /// Allowance (允许超编).
    pub allowance: i32,
    /// Available (可用空编): what is free.
    pub available: i32,
}

/// A movement would leave an account below nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{seat:?} would be {short} short on {on}")]
pub struct Overdrawn {
    /// The account.
    pub seat: Seat,
    /// The first date on which it is short.
    pub on: Date,
    /// By how many.
    pub short: i32,
}

impl Book {
    /// A bucket without seats.
    pub fn empty(bucket: Bucket) -> Self {
        Self { bucket, changes: BTreeMap::new() }
    }

    /// The book that the postings of a bucket make, summed or not.
    pub fn of(bucket: Bucket, postings: impl IntoIterator<Item = (Seat, Date, i32)>) -> Self {
        let mut book = Self::empty(bucket);
        for (seat, on, amount) in postings {
            book.add(seat, on, amount);
        }
        book
    }

    /// Whose book it is.
    pub fn bucket(&self) -> &Bucket {
        &self.bucket
    }

    /// The figures on a date.
    pub fn figures(&self, on: Date) -> Figures {
        let mut figures =
            Figures { on, approved: 0, occupied: 0, reserved: 0, withheld: 0, allowance: 0, available: 0 };
        for (seat, steps) in &self.changes {
            let amount: i32 = steps.range(..=on).map(|(_, change)| change).sum();
            figures.approved += amount;
            match seat {
                Seat::Free => figures.available += amount,
                Seat::Reserved(_) => figures.reserved += amount,
                Seat::Occupied => figures.occupied += amount,
                Seat::Withheld => figures.withheld += amount,
                Seat::Allowance => figures.allowance -= amount,
            }
        }
        figures
    }

    /// The figures of the day with the fewest available seats from a date on, the first if there are several:
    /// what a new hold from that date may take.
    pub fn tightest(&self, from: Date) -> Figures {
        let later = self.changes.get(&Seat::Free).into_iter().flat_map(|steps| steps.range(from..));
        let days = std::iter::once(from).chain(later.map(|(on, _)| *on));
        let figures = days.map(|on| self.figures(on));
        figures
            .reduce(|least, next| if next.available < least.available { next } else { least })
            .unwrap_or_else(|| self.figures(from))
    }

    /// Who has reserved seats on a date, and how many.
    pub fn holders(&self, on: Date) -> Vec<(Holder, i32)> {
        let mut holders = Vec::new();
        for (seat, steps) in &self.changes {
            let Seat::Reserved(holder) = seat else { continue };
            let amount: i32 = steps.range(..=on).map(|(_, change)| change).sum();
            if amount != 0 {
                holders.push((holder.clone(), amount));
            }
        }
        holders
    }

    /// Writes the movements of this bucket down; those of other accounts are not its business.
    ///
    /// # Errors
    /// [`Overdrawn`] when an account would be below nothing on some date, past or future; nothing is written
    /// then. The database refuses the same (`balance_*` constraints).
    pub fn post(&mut self, transaction: &Transaction) -> Result<(), Overdrawn> {
        let mut next = self.clone();
        let mut touched = Vec::new();
        for posting in transaction.postings() {
            let Account::Bucket(bucket, seat) = posting.account else { continue };
            if *bucket == self.bucket {
                next.add(seat.clone(), posting.on, posting.amount);
                touched.push(seat.clone());
            }
        }
        for seat in touched {
            next.check(seat)?;
        }
        *self = next;
        Ok(())
    }

    fn add(&mut self, seat: Seat, on: Date, amount: i32) {
        *self.changes.entry(seat).or_default().entry(on).or_default() += amount;
    }

    fn check(&self, seat: Seat) -> Result<(), Overdrawn> {
        // The allowance is the one account that has at most nothing.
        let sign = if seat == Seat::Allowance { -1 } else { 1 };
        let mut amount = 0;
        for (on, change) in self.changes.get(&seat).into_iter().flatten() {
            amount += sign * change;
            if amount < 0 {
                return Err(Overdrawn { seat, on: *on, short: -amount });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

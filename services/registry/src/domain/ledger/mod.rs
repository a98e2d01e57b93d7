//! The ledger of seats (domain.md §3.10): accounts, movements between them, and why.
//!
//! A movement takes seats from one account and gives them to another from a business date on, so that
//! whatever is written down balances by construction. [`entries`] names the movements that the office knows,
//! [`Book`] is one bucket's accounts as step functions.
mod book;
pub mod entries;

pub use book::{Book, Figures, Overdrawn};

use codes::QuotaType;
use time::Date;
use uuid::Uuid;

use super::bucket::Bucket;
use super::ids::{CaseId, DecisionId, JurisdictionId, OccupancyId, PermitId, TransactionId};

/// Where in a bucket a seat can be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seat {
    /// Available (空编).
    Free,
    /// Reserved (预占), always for somebody.
    Reserved(Holder),
    /// Taken by a person (占编).
    Occupied,
    /// Withheld by a decision (控编).
    Withheld,
    /// Not there: what people beyond the quota sit on (允许超编). Negative.
    Allowance,
}

/// Who has reserved seats.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holder {
    /// A submitted case.
    Case(CaseId),
    /// A permit.
    Permit(PermitId),
    /// An approved entry whose effective date is to come.
    CommittedEntry(OccupancyId),
}

/// Accounts of a jurisdiction and quota type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stock {
    /// Seats of no unit (周转池).
    Pool,
    /// Seats kept back behind allowances.
    PoolWithheld,
    /// The source of all seats (总额). Negative.
    Ceiling,
}

/// An account of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// One of a bucket's five.
    Bucket(Bucket, Seat),
    /// One of a jurisdiction's three for a quota type.
    Jurisdiction(JurisdictionId, QuotaType, Stock),
}

/// Seats that change their account from a date on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Has fewer afterwards.
    pub from: Account,
    /// Has more afterwards.
    pub to: Account,
    /// How many, at least 1.
    pub quantity: i32,
    /// First business date on which it is so.
    pub on: Date,
}

/// Why seats move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// A numbered decision.
    Decision(DecisionId),
    /// A permit's expiry.
    Permit(PermitId),
    /// A case.
    Case(CaseId),
    /// The first load; the id is the occupancy's or the permit's.
    Import(Uuid),
}

/// Movements with one cause, written down together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// Its id.
    pub id: TransactionId,
    /// Why.
    pub cause: Cause,
    /// What moves.
    pub moves: Vec<Move>,
}

/// One side of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting<'a> {
    /// The account.
    pub account: &'a Account,
    /// What it has more from `on` on; never zero.
    pub amount: i32,
    /// First business date on which it is so.
    pub on: Date,
}

impl Transaction {
    /// Both sides of every movement; on each date they sum to zero.
    pub fn postings(&self) -> impl Iterator<Item = Posting<'_>> {
        self.moves.iter().flat_map(|m| {
            [
                Posting { account: &m.from, amount: -m.quantity, on: m.on },
                Posting { account: &m.to, amount: m.quantity, on: m.on },
            ]
        })
    }
}

//! Permits (准许用编): granted, pinned, consumed, expired (domain.md §3.0, §3.2, §5.4).

use codes::Channel;
use serde::{Deserialize, Serialize};
use time::Date;

use super::bucket::Bucket;
use super::ids::{CaseId, PermitId};

/// A quota-use approval (用编核准).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permit {
    /// Its id.
    pub id: PermitId,
    /// Its document number, once the paper is issued.
    pub doc_no: Option<String>,
    /// The bucket whose seats it gives.
    pub bucket: Bucket,
    /// The only channel by which they may be taken.
    pub channel: Channel,
    /// Seats granted.
    pub quantity: i32,
    /// Seats consumed, 0 to `quantity`.
    pub used: i32,
    /// First day of validity.
    pub valid_from: Date,
    /// Last day of validity.
    pub valid_to: Date,
    /// How it ended before it was used up.
    pub ending: Option<Ending>,
    /// The case that it came from; none for an imported one.
    pub case_id: Option<CaseId>,
    /// Open cases that have pinned it.
    pub pins: i32,
}

/// How a permit ends before it is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// Its last day passed, and what was unused went back.
    Expired,
    /// Revoked by the office.
    Revoked,
}

/// What a permit is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing consumed yet.
    Open,
    /// Some seats consumed.
    PartlyUsed,
    /// All seats consumed.
    UsedUp,
    /// Past its last day.
    Expired,
    /// Revoked.
    Revoked,
}

/// What an expiry does to the seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiry {
    /// Seats that go back to free.
    pub released: i32,
    /// Seats kept for cases that pinned the permit before.
    pub kept: i32,
    /// From when: 00:00 of the day after the last.
    pub from: Date,
}

/// Why a permit can't be pinned or consumed (I17, I18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Every seat is consumed.
    #[error("every seat of the permit is consumed")]
    UsedUp,
    /// Its last day passed, and the case has no pin from before.
    #[error("the permit has expired")]
    Expired,
    /// It was revoked.
    #[error("the permit was revoked")]
    Revoked,
}

impl Permit {
    /// Seats granted and not consumed.
    pub fn unused(&self) -> i32 {
        self.quantity - self.used
    }

    /// What it is good for on a day, whether or not its expiry was posted already.
    pub fn state(&self, today: Date) -> State {
        match self.ending {
            Some(Ending::Revoked) => State::Revoked,
            _ if self.unused() == 0 => State::UsedUp,
            Some(Ending::Expired) => State::Expired,
            None if today > self.valid_to => State::Expired,
            None if self.used > 0 => State::PartlyUsed,
            None => State::Open,
        }
    }

    /// Whether its expiry is due: past its last day with unused seats, and not posted yet.
    pub fn is_due(&self, today: Date) -> bool {
        self.ending.is_none() && today > self.valid_to && self.unused() > 0
    }

    /// Seats that it keeps reserved (I17): the unused ones; after its expiry only those that pins keep.
    pub fn reserved(&self) -> i32 {
        match self.ending {
            None => self.unused(),
            Some(Ending::Expired) => self.pins.min(self.unused()),
            Some(Ending::Revoked) => 0,
        }
    }

    /// Why a case can't take a seat of it today. `pinned` says whether the case pinned it earlier: such a pin
    /// outlives the expiry.
    pub fn unusable(&self, today: Date, pinned: bool) -> Option<Unusable> {
        match self.state(today) {
            State::Open | State::PartlyUsed => None,
            State::UsedUp => Some(Unusable::UsedUp),
            State::Expired if pinned => None,
            State::Expired => Some(Unusable::Expired),
            State::Revoked => Some(Unusable::Revoked),
        }
    }

    /// The permit after its last day.
    pub fn expire(self) -> (Self, Expiry) {
        let from = self.valid_to.next_day().unwrap_or(Date::MAX);
        let before = self.reserved();
        let expired = Self { ending: Some(Ending::Expired), ..self };
        let kept = expired.reserved();
        (expired, Expiry { released: before - kept, kept, from })
    }

    /// The permit with one more case that may take a seat of it.
    ///
    /// # Errors
    /// [`Unusable`]: only a usable permit can be pinned anew.
    pub fn pin(self, today: Date) -> Result<Self, Unusable> {
        match self.unusable(today, false) {
            Some(unusable) => Err(unusable),
            None => Ok(Self { pins: self.pins + 1, ..self }),
        }
    }

    /// The permit with a pin less, and how many seats go back to free because nothing keeps them any more.
    pub fn unpin(self) -> (Self, i32) {
        let before = self.reserved();
        let permit = Self { pins: self.pins - 1, ..self };
        let released = before - permit.reserved();
        (permit, released)
    }

    /// The permit after a case that pinned it took a seat: one reserved seat less, one pin less.
    ///
    /// # Errors
    /// [`Unusable`] when no seat is left or it was revoked.
    pub fn consume(self, today: Date) -> Result<Self, Unusable> {
        match self.unusable(today, true) {
            Some(unusable) => Err(unusable),
            None => Ok(Self { used: self.used + 1, pins: self.pins - 1, ..self }),
        }
    }
}

#[cfg(test)]
#[path = "permit_tests.rs"]
pub(in crate::domain) mod tests;

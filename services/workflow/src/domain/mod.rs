//! The rule book of cases: states, desks, four eyes, clocks, forms, papers. Pure; time is an argument.
//!
//! A [`Case`] moves only by its transitions (`submitting`, `deciding`, `leaving`, `finishing`): each consumes
//! the case, checks who may do it, and returns a [`Turn`]: the next case, the timeline's step, and the facts.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::as_conversions, clippy::panic))]

mod applied;
mod case;
mod checklist;
mod clock;
mod deciding;
mod definition;
mod desk;
mod error;
mod event;
mod finishing;
mod form;
mod leaving;
mod opinion;
mod papers;
mod person;
mod submitting;
#[cfg(test)]
mod tests;
mod turn;

pub use applied::{Applied, Figures, Permit};
pub use case::{Case, CaseId, Decision, Holder, NewCase, State, UnderWay};
pub use checklist::{ChecklistLine, Material, checklist, missing_materials};
pub use clock::{Clock, Tick, TickKind};
pub use definition::{
    Definition, DeskRule, Hold, MaterialRule, Move, OpinionRule, Published, Source, Taken, Then,
};
pub use desk::Desk;
pub use error::CaseError;
pub use event::Event;
pub use form::{Bucket, Entry, EntryPerson, Form, PostLine, QuotaUse, reading};
pub use leaving::Exit;
pub use opinion::{Department, Opinion, Verdict};
pub use papers::{
    EntrySlip, FundingSlip, Letter, Names, Paper, PaperType, Papers, PermitSlip, Slip, SlipOpinion, SlipPost,
    SlipUnit,
};
pub use person::{Clerk, Officer};
pub use turn::{Step, Turn};

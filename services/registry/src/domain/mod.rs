//! The rule book of seats: where they are, who may take one, and what the rules find. Pure: time, ids and
//! everything known come in as arguments.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::as_conversions, clippy::panic))]

pub mod balance;
pub mod bucket;
pub mod change;
pub mod desk;
pub mod fact;
pub mod ids;
pub mod import;
pub mod institution;
pub mod ledger;
pub mod permit;
pub mod person;
pub mod rules;
pub mod visibility;

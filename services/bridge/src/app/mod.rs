//! One file per thing the service can be asked to do. Each opens the transaction, asks the domain, records the
//! decision and commits.
mod authenticate;
mod close_review;
mod error;
mod get_review;
mod give_opinion;
mod join_review;
mod list_deliveries;
mod list_refused;
mod list_reviews;
mod note_halves;
mod note_receipt;
mod open_review;
mod push;
mod redrive_delivery;
mod refuse_message;

use std::sync::Arc;

use kernel::clock::{BusinessClock, SystemClock};
use policy::Trust;
use sqlx::PgPool;
use vault::Vault;

pub use close_review::CloseReview;
pub use error::Error;
pub use give_opinion::{GiveOpinion, Giver};
pub use list_deliveries::DeliveryQuery;
pub use list_refused::RefusedQuery;
pub use list_reviews::ReviewQuery;
pub use open_review::{Asked, OpenReview};
pub use redrive_delivery::RedriveDelivery;
pub use refuse_message::RefusedRecord;

use crate::remote::Registry;

/// What every command needs.
#[derive(Clone)]
pub struct App {
    pool: PgPool,
    clock: BusinessClock,
    system: SystemClock,
    vault: Arc<Vault>,
    trust: Trust,
    registry: Registry,
}

impl App {
    /// `trust` says which departments and partners there are; `registry` who and what a change is about.
    pub fn new(pool: PgPool, clock: BusinessClock, vault: Vault, trust: Trust, registry: Registry) -> Self {
        Self { pool, clock, system: SystemClock, vault: Arc::new(vault), trust, registry }
    }
}

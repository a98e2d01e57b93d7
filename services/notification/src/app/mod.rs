//! The desk: one file per command.
mod error;
mod list;
mod tell;

use kernel::clock::BusinessClock;
use policy::Trust;
use sqlx::PgPool;

pub use error::Error;
pub use tell::Tell;

/// The house at work. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pool: PgPool,
    clock: BusinessClock,
    trust: Trust,
}

impl App {
    /// Puts the house together; it owns nothing that must be closed.
    pub fn new(pool: PgPool, clock: BusinessClock, trust: Trust) -> Self {
        Self { pool, clock, trust }
    }
}

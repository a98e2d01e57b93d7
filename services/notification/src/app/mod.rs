//! The desk: one file per command.
mod acknowledge;
mod deliver;
mod error;
mod list;
mod post;
mod recipients;
mod remind;
mod take_in;

use std::sync::Arc;

use calendar::{Calendar, Rules};
use kernel::clock::{BusinessClock, SystemClock};
use policy::{Snapshot, Trust};
use sqlx::PgPool;

pub use acknowledge::Acknowledge;
pub use error::Error;
use post::Post;
pub use take_in::TakeIn;

use crate::remote::Channel;

/// The house at work. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<World>);

/// Everything that commands need of the outside world.
struct World {
    pool: PgPool,
    /// Messages and deadlines.
    clock: BusinessClock,
    /// Stored answers, deliveries.
    system_clock: SystemClock,
    /// The directory.
    trust: Trust,
    /// Working days.
    calendar: Calendar,
    /// Office hours, and the shares at which a limit turns amber and red.
    rules: Rules,
    /// By which ways messages reach people.
    channels: Vec<Channel>,
}

impl App {
    /// Puts the house together; it owns nothing that must be closed.
    pub fn new(pool: PgPool, clock: BusinessClock, trust: Trust, channels: Vec<Channel>) -> Self {
        Self(Arc::new(World {
            pool,
            clock,
            system_clock: SystemClock,
            trust,
            calendar: Calendar::published(),
            rules: Rules::default(),
            channels,
        }))
    }

    fn directory(&self) -> Result<Arc<Snapshot>, Error> {
        self.0.trust.current().ok_or(Error::TrustUnknown)
    }
}

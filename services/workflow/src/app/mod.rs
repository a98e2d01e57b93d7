//! The desk: one file per command. A local command is begin → lock → claim → decide → record → commit; what
//! needs another house sets out an effect (`effects/`), which the same call carries out at once and the
//! effect worker of any replica finishes if it dies.

mod accept_case;
mod answers;
mod approve_case;
mod call;
mod create_case;
mod definitions;
mod effects;
mod error;
mod forward_case;
mod get_case;
mod leaf;
mod leave_case;
mod list_cases;
mod materials;
mod opening;
mod people;
mod publish_definition;
mod review_case;
mod submit_case;
mod take_opinion;
mod timeline;
mod update_case;
mod view;

use std::sync::Arc;

use calendar::Calendar;
use kernel::clock::{BusinessClock, SystemClock};
use policy::{Snapshot, Trust};
use sqlx::PgPool;
use vault::Vault;

pub use answers::{Answer, Outcome};
pub use approve_case::ApproveCase;
pub use call::{Call, Target};
pub use create_case::CreateCase;
pub use error::Error;
pub use leaf::Leaf;
pub use leave_case::LeaveCase;
pub use list_cases::ListCases;
pub use materials::{Download, Upload};
pub use take_opinion::OpinionTold;
pub use view::{CaseView, Snapshot as CaseSnapshot};

use crate::remote::{Bridge, Document, Registry};
pub use crate::store::definitions::Publication;
pub use crate::store::timeline::Entry as TimelineEntry;

/// Everything that commands need of the outside world.
pub struct World {
    /// The house's database.
    pub pool: PgPool,
    /// Keys for personal data at rest.
    pub vault: Vault,
    /// Working days.
    pub calendar: Calendar,
    /// Domain dates, timelines, record times.
    pub clock: BusinessClock,
    /// Leases and stored answers.
    pub system_clock: SystemClock,
    /// The directory.
    pub trust: Trust,
    /// Materials.
    pub blobs: blob::Store,
    /// Largest material, bytes.
    pub material_limit_bytes: u64,
    /// The registry.
    pub registry: Registry,
    /// document.
    pub document: Document,
    /// bridge.
    pub bridge: Bridge,
    /// The service's own certificate: what a worker's step shows.
    pub leaf: Leaf,
}

/// The commands. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<World>);

impl App {
    /// The commands in a world.
    pub fn new(world: World) -> Self {
        Self(Arc::new(world))
    }

    async fn begin(&self) -> Result<db::Tx, Error> {
        Ok(db::begin(&self.0.pool).await?)
    }

    fn now(&self) -> time::OffsetDateTime {
        self.0.clock.now()
    }

    fn directory(&self) -> Result<Arc<Snapshot>, Error> {
        self.0.trust.current().ok_or(Error::TrustUnknown)
    }
}

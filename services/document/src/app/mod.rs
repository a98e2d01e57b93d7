//! One function per thing the service can be asked to do.
//!
//! Issuing is a local command: the register, the words, the signature and the facts are one
//! transaction. Rendering follows outside it, by the same task, and by a worker for what is left.
mod download_document;
mod error;
mod get_document;
mod issue_documents;
mod list_documents;
mod list_keys;
mod open_series;
mod render_copies;
mod verify;

use std::sync::Arc;

use blob::Store;
use kernel::clock::{BusinessClock, SystemClock};
use seal::Keyring;
use sqlx::PgPool;
use tokio::sync::Semaphore;

pub use download_document::Download;
pub use error::Error;
pub use issue_documents::IssueDocuments;
pub use list_documents::ListDocuments;
pub use open_series::OpenSeries;
pub use verify::{Verified, Verify};

use crate::{domain::Reader, render::Renderer};

/// Papers set at the same time; each takes a core.
const RENDER_AT_ONCE: usize = 2;

/// The document service.
#[derive(Clone)]
pub struct App {
    pool: PgPool,
    clock: BusinessClock,
    system_clock: SystemClock,
    keyring: Arc<Keyring>,
    renderer: Renderer,
    files: Store,
    rendering: Arc<Semaphore>,
}

/// The world outside of the service.
pub struct World {
    pub pool: PgPool,
    pub clock: BusinessClock,
    pub keyring: Keyring,
    pub renderer: Renderer,
    pub files: Store,
}

/// Who calls: the principal's name for the log, and what it may read.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The CN of the certificate.
    pub principal_id: String,
    pub certificate_serial: String,
    pub reader: Reader,
}

impl App {
    /// Puts the service together.
    pub fn new(world: World) -> Self {
        let World { pool, clock, keyring, renderer, files } = world;
        Self {
            pool,
            clock,
            system_clock: SystemClock,
            keyring: Arc::new(keyring),
            renderer,
            files,
            rendering: Arc::new(Semaphore::new(RENDER_AT_ONCE)),
        }
    }
}

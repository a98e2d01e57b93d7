//! The way out: channels (渠道) by which messages reach people.
mod spool;

pub use spool::Spool;

use crate::domain::Delivery;

/// A channel.
#[derive(Debug, Clone)]
pub enum Channel {
    /// Read over gRPC by the recipient: delivered by being written, in the transaction of what it tells.
    Inbox,
    /// A file for a gateway of the operator's (short messages, mail) to pick up.
    Spool(Spool),
}

/// A channel did not take a message. It is tried again.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file was not written.
    #[error("the spool folder {folder} takes no file: {source}")]
    Spool {
        /// The folder.
        folder: String,
        /// Why.
        source: std::io::Error,
    },
    /// The message can't be written down.
    #[error("a message has no JSON form: {0}")]
    Unwritable(#[from] serde_json::Error),
}

impl Channel {
    /// Its name in rows.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Inbox => "INBOX",
            Self::Spool(_) => "SPOOL",
        }
    }

    /// Whether a message has to be carried out of the house after it was written.
    pub fn leaves_the_house(&self) -> bool {
        match self {
            Self::Inbox => false,
            Self::Spool(_) => true,
        }
    }

    /// Carries a message out. The same delivery carried out twice is there once.
    ///
    /// # Errors
    /// When the channel did not take it, or may not have.
    pub async fn carry(&self, delivery: &Delivery) -> Result<(), Error> {
        match self {
            Self::Inbox => Ok(()),
            Self::Spool(spool) => spool.put(delivery).await,
        }
    }
}

//! SQL only: rows in, domain values out. Every function takes the caller's transaction.
pub mod deliveries;
mod facts;
pub mod joins;
pub mod messages;
pub mod reviews;
pub mod streams;

pub use messaging::inbox::{EventId, claim};

/// Why a row can't be written or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Database(#[from] db::Error),
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// A column that this release can't read.
    #[error("column {column} of {table} can't be read")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl Error {
    fn unreadable(table: &'static str, column: &'static str) -> Self {
        Self::Unreadable { table, column }
    }
}

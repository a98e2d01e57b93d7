//! Books read as balances, with the names of the holders.

use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use crate::domain::balance::Balance;
use crate::domain::ledger::Book;
use crate::store::ledger;

/// A book on a date.
pub(super) async fn read(
    connection: &mut PgConnection,
    book: &Book,
    on: Date,
    known_at: OffsetDateTime,
) -> Result<Balance, db::Error> {
    let holders: Vec<_> = book.holders(on).into_iter().map(|(holder, _)| holder).collect();
    let labels = ledger::labels(connection, &holders).await?;
    Ok(Balance::read(book, on, known_at, &labels))
}

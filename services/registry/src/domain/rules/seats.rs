//! Q1: whether enough seats are free, from a day on.

use kernel::error::Finding;
use time::Date;

use super::basis;
use crate::domain::ledger::Book;

/// A new hold may take what is free on every day from `from` on (I1, I9). The figures are those of the day with
/// the fewest.
pub(super) fn sufficient(book: &Book, asked: i32, from: Date) -> Option<Finding> {
    let figures = book.tightest(from);
    let available = figures.available;
    if available >= asked {
        return None;
    }
    let finding = Finding::block(
        "QUOTA_INSUFFICIENT",
        format!("可用空编{available}名，申请{asked}名；须待人员下编或另行核定编制"),
        format!("{available} seats are available and {asked} asked: wait for an exit, or ask for a decision"),
        basis::QUOTA_BINDS,
    );
    Some(
        finding
            .figure("approved", figures.approved)
            .figure("occupied", figures.occupied)
            .figure("reserved", figures.reserved)
            .figure("withheld", figures.withheld)
            .figure("allowance", figures.allowance)
            .figure("available", available)
            .figure("asked", asked)
            .figure("date", figures.on),
    )
}

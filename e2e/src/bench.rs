//! `make bench`: what the main line costs on this machine, each figure beside its yardstick of the same run.
//!
//! One run on one mesh: six services, PostgreSQL, Kafka, four partners' programs and the clients that measure share
//! the machine. Nothing stands between the processes (the broker's listeners aside), PostgreSQL keeps fsync, and
//! the partners receive, apply and prove what they are told. What a row says of processor time is of the named
//! processes alone.

mod change_checks;
mod desks;
mod directions;
mod drive;
pub mod echo;
mod entries;
mod idle;
mod pgbench;
mod pushes;
mod renewals;
mod revocation;
mod slips;
mod table;
mod transitions;
mod usage;

use anyhow::bail;
use clap::ValueEnum;
use devstack::folder;

use crate::people::Recruits;
use crate::world::{World, local};
use desks::Desks;
use directions::Directions;
use table::Table;

/// What is measured, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Memory and processor time of services that have nothing to do; start until ready.
    Idle,
    /// Committed transitions of cases, beside pgbench.
    Transitions,
    /// CheckChange, beside a bare echo.
    ChangeChecks,
    /// Renewals of certificates, beside signing alone.
    Renewals,
    /// Papers from words to PDF.
    Slips,
    /// Revocation until refused.
    Revocation,
    /// Entry cases from draft to completion.
    Entries,
    /// From an approval's commit until the last partner has it.
    Pushes,
}

/// A mesh to be measured, and those who work on it.
struct Bench {
    world: World,
    directions: Directions,
    desks: Desks,
    recruits: Recruits,
    table: Table,
}

/// Measures `what`, everything if it names nothing, and prints the table.
///
/// # Errors
/// Something answered otherwise than it must; figures of a run that went wrong are worth nothing.
pub async fn run(what: &[What]) -> anyhow::Result<()> {
    let place = folder::temporary()?;
    let mut world = World::start_measured(place.path()).await?;
    world.mesh.set_business_time(local("2026-03-02 09:00")?).await?;
    let directions = Directions::of(&world)?;
    let desks = Desks::open(&directions)?;
    let recruits = Recruits::beside(&place.path().join("import/registry/persons.csv"))?;
    let mut bench = Bench { world, directions, desks, recruits, table: Table };
    bench.table.head();
    let outcome = tokio::select! {
        outcome = measure(&mut bench, what) => outcome,
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("interrupted")),
    };
    let alive = bench.world.mesh.check();
    bench.world.stop().await?;
    if let Err(error) = outcome.and(alive) {
        bail!("{error:#}\nthe mesh's folder: {}", place.keep().display());
    }
    Ok(())
}

async fn measure(bench: &mut Bench, wanted: &[What]) -> anyhow::Result<()> {
    for what in What::value_variants() {
        if !wanted.is_empty() && !wanted.contains(what) {
            continue;
        }
        match what {
            What::Idle => idle::measure(bench).await?,
            What::Transitions => transitions::measure(bench).await?,
            What::ChangeChecks => change_checks::measure(bench).await?,
            What::Renewals => renewals::measure(bench).await?,
            What::Slips => slips::measure(bench).await?,
            What::Revocation => revocation::measure(bench).await?,
            What::Entries => entries::measure(bench).await?,
            What::Pushes => pushes::measure(bench).await?,
        }
    }
    Ok(())
}

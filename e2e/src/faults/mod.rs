//! Faults under load: a process is killed or a link cut at a named point while many cases are in flight, and a
//! checker proves from outside that nothing of it is left.
//!
//! A run plays one batch of cases undisturbed and then the same batch once for each fault, on one mesh. Points
//! and planted bugs are places of libs/fault, armed on the services' admin ports.
mod ask;
mod batch;
mod checker;
mod clients;
mod forms;
mod history;
mod list;
mod run;
mod state;
mod strike;
mod table;
mod walk;

use anyhow::bail;
use devstack::folder;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

pub use table::Row;

use crate::story::Story;
use crate::world::World;
use list::{BUGS, FAULTS};
use run::Run;
use walk::Way;

/// Plays every fault once, two in a batch of `cases` cases in flight, and prints a row for each batch, the
/// undisturbed one first.
///
/// # Errors
/// A fault did not strike, or the mesh did not come back.
pub async fn each_once(world: &mut World, cases: usize, seed: u64) -> anyhow::Result<Vec<Row>> {
    play(world, cases, seed, &list::pairs()).await
}

async fn play(
    world: &mut World,
    cases: usize,
    seed: u64,
    batches: &[Vec<strike::Fault>],
) -> anyhow::Result<Vec<Row>> {
    let (mut run, first) = Run::begin(world, batch::ways(cases), seed).await?;
    Story::Told.line(&format!("{}\n{first}", table::heading()));
    let mut rows = vec![first];
    for faults in batches {
        let row = run.under(faults, None).await?;
        Story::Told.line(&row.to_string());
        rows.push(row);
    }
    let complaints = run.ledger().await?;
    if let Some(last) = rows.last_mut() {
        last.complaints.extend(complaints);
    }
    Ok(rows)
}

/// Plants each bug once and prints a row for it; the rows, and whether a complaint named the bug. The undisturbed
/// batch comes first.
///
/// # Errors
/// A bug did not show, or the mesh did not come back.
pub async fn planted_bugs(world: &mut World, seed: u64) -> anyhow::Result<Vec<(Row, bool)>> {
    let (mut run, first) = Run::begin(world, vec![Way::Enters, Way::Withdrawn], seed).await?;
    Story::Told.line(&format!("{}\n{first}", table::heading()));
    let mut rows = vec![(first, true)];
    for (bug, words) in BUGS {
        let mut row = run.under(&[*bug], Some(words)).await?;
        // The one that names the bug comes first.
        row.complaints.sort_by_key(|complaint| !complaint.contains(words));
        Story::Told.line(&row.to_string());
        let caught = row.complaints.iter().any(|complaint| complaint.contains(words));
        rows.push((row, caught));
    }
    Ok(rows)
}

/// `make faults`: `count` faults in an order that the seed decides, 20 cases in flight in each.
///
/// # Errors
/// What went wrong, with the table of what came before.
pub async fn run(seed: u64, count: usize, cases: usize) -> anyhow::Result<()> {
    let place = folder::temporary()?;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut faults = Vec::new();
    while faults.len() < count {
        let mut round = FAULTS.to_vec();
        // Fisher–Yates: every order is as likely.
        for at in (1..round.len()).rev() {
            let other = usize::try_from(random.next_u32())? % (at + 1);
            round.swap(at, other);
        }
        faults.extend(round.into_iter().map(|fault| vec![fault]));
    }
    faults.truncate(count);
    Story::Told.line(&format!("seed {seed}, {count} faults, {cases} cases in flight"));
    let mut world = World::start_roomy(place.path()).await?;
    let rows = play(&mut world, cases, seed, &faults).await;
    world.stop().await?;
    let rows = rows?;
    let wrong: usize = rows.iter().map(|row| row.complaints.len()).sum();
    if wrong > 0 {
        bail!("{wrong} complaints; the mesh's folder: {}", place.keep().display());
    }
    Ok(())
}

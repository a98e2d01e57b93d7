//! `make bench`: G1 step by step on a release build. One run, one client: where the time of the main line goes.

use devstack::folder;

use crate::engine::{self, Saved};
use crate::revocation;
use crate::story::Story;
use crate::world::World;

/// Plays G1 on a mesh of its own and prints how long each step took on this machine.
pub async fn run() -> anyhow::Result<()> {
    let place = folder::temporary()?;
    let mut world = World::start(place.path()).await?;
    let played = engine::run(&mut world, "g1.yaml", &mut Saved::new()).await;
    let table = world.timings.table();
    let refused = revocation::until_refused(&world, "dat-clerk").await;
    let shut_out = revocation::until_shut_out(&world, "pension-420800").await;
    world.stop().await?;
    played?;
    Story::Told.line("G1, one run, one client; each step includes the start of the command line");
    Story::Told.line(&table);
    Story::Told.line("From the commit of a revocation until an open connection is refused (aim: 5 s)");
    for (service, took) in refused?.into_iter().chain([("broker".to_owned(), shut_out?)]) {
        Story::Told.line(&format!("  {:>8.3} s  {service}", took.as_secs_f64()));
    }
    Ok(())
}

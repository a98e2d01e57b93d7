//! `make bench`: G1 step by step on a release build. One run, one client: where the time of the main line goes.

use devstack::folder;

use crate::engine::{self, Saved};
use crate::story::Story;
use crate::world::World;

/// Plays G1 on a mesh of its own and prints how long each step took on this machine.
pub async fn run() -> anyhow::Result<()> {
    let place = folder::temporary()?;
    let mut world = World::start(place.path()).await?;
    let played = engine::run(&mut world, "g1.yaml", &mut Saved::new()).await;
    let table = world.timings.table();
    world.stop().await?;
    played?;
    Story::Told.line("G1, one run, one client; each step includes the start of the command line");
    Story::Told.line(&table);
    Ok(())
}

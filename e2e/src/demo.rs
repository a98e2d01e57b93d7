//! `make demo`: G1, told as a story.

use std::time::Instant;

use anyhow::Context;
use devstack::folder;

use crate::engine::{self, Saved};
use crate::world::World;

/// Plays G1 from nothing. The folder with the papers and the logs stays when something went wrong.
pub async fn run() -> anyhow::Result<()> {
    let place = folder::repository().join(".dev/demo");
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place)?;
    let began = Instant::now();
    let mut world = World::start_told(&place)
        .await
        .with_context(|| format!("the mesh did not come up; logs are in {}", place.join("logs").display()))?;
    let played = tokio::select! {
        played = play(&mut world, &place) => played,
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("interrupted")),
    };
    let (story, table) = (world.story, world.timings.table());
    world.stop().await?;
    played.with_context(|| format!("logs are in {}", place.join("logs").display()))?;
    story.chapter("The papers");
    for entry in std::fs::read_dir(place.join("papers"))? {
        story.line(&format!("  {}", entry?.path().display()));
    }
    story.chapter("How long it took on this machine");
    story.line(&table);
    story.line(&format!("\n✓ G1 went as told, in {:.0} s.", began.elapsed().as_secs_f64()));
    Ok(())
}

async fn play(world: &mut World, place: &std::path::Path) -> anyhow::Result<()> {
    let papers = place.join("papers");
    std::fs::create_dir_all(&papers)?;
    let mut saved = Saved::from([
        ("papers".to_owned(), papers.display().to_string()),
        ("keys".to_owned(), place.join("office-keys.json").display().to_string()),
    ]);
    engine::run(world, "probe.yaml", &mut saved).await?;
    engine::run(world, "g1.yaml", &mut saved).await?;
    engine::run(world, "papers.yaml", &mut saved).await
}

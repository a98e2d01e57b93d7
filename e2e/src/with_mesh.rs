//! `e2e with-mesh COMMAND…`: a mesh in which G1 was played, and a program that is told where everything is.
//!
//! The program's environment:
//! `BIANZHI_CONTEXTS` who was enrolled, for `bianzhi` and for whoever reads the key files beside it;
//! `MESH_FOLDER`, `MESH_ROOTS`, `MESH_BINARIES`, `MESH_PAPERS` (the PDFs of G1);
//! `MESH_BROKERS` and `MESH_<SERVICE>` as `host:port`;
//! `SAVED_<NAME>` what the scenarios saved: `SAVED_ENTRY_CASE`, `SAVED_TRACE`, `SAVED_KEYS` …

use anyhow::{Context, bail};
use devstack::folder;
use devstack::mesh::HOUSES;
use tokio::process::Command;

use crate::engine::{self, Saved};
use crate::world::World;

/// Starts a mesh, plays G1 and fetches its papers, runs the command to its end, and stops the mesh.
///
/// # Errors
/// The mesh did not come up, G1 went otherwise, or the command failed; the folder with the logs stays then.
pub async fn run(command: &[String]) -> anyhow::Result<()> {
    let place = folder::temporary()?;
    let mut world = World::start(place.path()).await?;
    let outcome = tokio::select! {
        outcome = play(&mut world, command) => outcome,
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("interrupted")),
    };
    let outcome = outcome.and(world.stop().await);
    if let Err(error) = outcome {
        return Err(error.context(format!("the mesh's folder: {}", place.keep().display())));
    }
    Ok(())
}

async fn play(world: &mut World, command: &[String]) -> anyhow::Result<()> {
    let papers = world.mesh.folder().join("papers");
    std::fs::create_dir_all(&papers)?;
    let keys = world.mesh.folder().join("office-keys.json");
    let mut saved = Saved::from([
        ("papers".to_owned(), papers.display().to_string()),
        ("keys".to_owned(), keys.display().to_string()),
    ]);
    engine::run(world, "g1.yaml", &mut saved).await?;
    engine::run(world, "papers.yaml", &mut saved).await?;

    let [program, arguments @ ..] = command else { bail!("no command is given") };
    let mut child = Command::new(program);
    child
        .args(arguments)
        .env("BIANZHI_CONTEXTS", world.mesh.contexts())
        .env("MESH_FOLDER", world.mesh.folder())
        .env("MESH_ROOTS", world.mesh.roots())
        .env("MESH_BINARIES", folder::binaries()?)
        .env("MESH_PAPERS", &papers)
        .env("MESH_BROKERS", world.mesh.partners_brokers()?)
        .kill_on_drop(true);
    for house in HOUSES {
        let address = world.mesh.link("cli", house)?.address();
        child.env(format!("MESH_{}", house.to_uppercase()), address.to_string());
    }
    for (name, value) in &saved {
        child.env(format!("SAVED_{}", name.to_uppercase()), value);
    }
    let status = child.status().await.with_context(|| format!("run {program}"))?;
    if !status.success() {
        bail!("{program} ended with {status}");
    }
    Ok(())
}

//! `make dev`: a mesh that stays up, and how to use it.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use devstack::folder;
use tokio::signal::unix::{SignalKind, signal};

use crate::engine::{self, Saved};
use crate::world::World;

fn place() -> PathBuf {
    folder::repository().join(".dev/mesh")
}

fn pid_file() -> PathBuf {
    folder::repository().join(".dev/mesh.pid")
}

/// Starts a mesh, plays G1 into it, says how to use it, and keeps it until Ctrl-C or [`down`].
pub async fn up() -> anyhow::Result<()> {
    let place = place();
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place)?;
    std::fs::write(pid_file(), std::process::id().to_string())?;
    let mut world = World::start_told(&place)
        .await
        .with_context(|| format!("the mesh did not come up; logs are in {}", place.join("logs").display()))?;
    let mut saved = Saved::new();
    engine::run(&mut world, "g1.yaml", &mut saved).await?;
    let story = world.story;
    story.chapter("The mesh is up, with G1 in it");
    story.line(&format!("  export BIANZHI_CONTEXTS={}", world.mesh.contexts().display()));
    story.line(&format!("  export PATH={}:$PATH", folder::binaries()?.display()));
    story.line("  bianzhi --as so-approve case list        bianzhi --as edu-clerk quota show sch");
    story.line("  bianzhi --as so-approve delivery list    bianzhi --help");
    story.line(&format!("  logs: {}", world.mesh.logs().display()));
    story.line("  stop it with Ctrl-C here, or with `make dev-down` anywhere");
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    loop {
        tokio::select! {
            _ = interrupt.recv() => break,
            _ = terminate.recv() => break,
            () = tokio::time::sleep(Duration::from_secs(2)) => world.mesh.check()?,
        }
    }
    let _ = std::fs::remove_file(pid_file());
    world.stop().await
}

/// Stops the mesh that [`up`] keeps, and answers when it is gone.
pub async fn down() -> anyhow::Result<()> {
    let Ok(text) = std::fs::read_to_string(pid_file()) else {
        bail!("no mesh is up (there is no {})", pid_file().display());
    };
    let program = PathBuf::from("/proc").join(text.trim());
    let command = std::fs::read_to_string(program.join("cmdline")).unwrap_or_default();
    if !command.contains("e2e") {
        std::fs::remove_file(pid_file())?;
        bail!("the mesh of process {} has ended already", text.trim());
    }
    let status = tokio::process::Command::new("kill").args(["-TERM", text.trim()]).status().await?;
    if !status.success() {
        bail!("process {} can't be told to stop", text.trim());
    }
    while program.exists() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

//! One fault at a known point of the main line: workflow killed between an approval and the answer of the registry.

use std::time::Duration;

use anyhow::bail;

use crate::engine::Saved;
use crate::world::{World, local};

const PATIENCE: Duration = Duration::from_secs(20);

/// Kills workflow (-9) when the approval of `quota_case` is committed and the registry has not answered: the link
/// between the two is held, so that the point is hit for certain. Then heals the link and starts workflow again.
///
/// # Errors
/// The point was not hit, which makes the run invalid.
pub async fn workflow_after_approval(world: &mut World, saved: &Saved) -> anyhow::Result<()> {
    let case = saved.get("quota_case").map_or("", String::as_str);
    let arguments = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    world.mesh.set_business_time(local("2026-03-10 15:40")?).await?;
    world.mesh.link("workflow", "registry")?.hold();
    let approval = arguments(&format!("case approve {case} --basis 条例第六条"));
    let mut approver = world.command("so-approve", &approval, "json").spawn()?;

    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let shown = world.bianzhi("so-review", &arguments(&format!("case show {case}")), "json").await?;
        if shown.exit == 0 && shown.json()?["state"] == "APPROVED" {
            break;
        }
        if tokio::time::Instant::now() > deadline {
            bail!("the approval was not committed while the registry was out of reach: {}", shown.stdout);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    world.mesh.kill("workflow")?;
    approver.kill().await?;
    world.mesh.link("workflow", "registry")?.heal();
    world.mesh.restart("workflow").await
}

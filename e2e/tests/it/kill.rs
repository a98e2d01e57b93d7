use e2e::engine::{self, Saved};
use e2e::kill;

use crate::mesh::Mesh;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workflow_killed_between_the_approval_and_the_registrys_answer_completes_once() {
    let mut mesh = Mesh::start().await;
    let mut saved = Saved::new();

    let outcome = async {
        engine::run(&mut mesh.world, "to-approval.yaml", &mut saved).await?;
        kill::workflow_after_approval(&mut mesh.world, &saved).await?;
        engine::run(&mut mesh.world, "after-the-kill.yaml", &mut saved).await
    }
    .await;

    mesh.end(outcome).await;
}

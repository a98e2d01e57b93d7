use e2e::faults;

use crate::mesh::Mesh;

const SEED: u64 = 486;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_checker_notices_each_planted_bug_and_says_what_is_wrong() {
    let mut mesh = Mesh::start_roomy().await;

    let rows = faults::planted_bugs(&mut mesh.world, SEED).await;

    let outcome = rows.and_then(|rows| {
        for (row, caught) in rows {
            anyhow::ensure!(caught, "{} was not noticed: {:#?}", row.fault, row.complaints);
        }
        Ok(())
    });
    mesh.end(outcome).await;
}

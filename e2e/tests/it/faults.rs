use e2e::faults;

use crate::mesh::Mesh;

/// So many cases are in flight while a fault strikes.
const CASES: usize = 8;
const SEED: u64 = 486;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_killed_or_cut_at_a_named_point_the_end_state_is_that_of_the_undisturbed_run() {
    let mut mesh = Mesh::start_roomy().await;

    let rows = faults::each_once(&mut mesh.world, CASES, SEED).await;

    let outcome = rows.and_then(|rows| {
        let complaints: Vec<String> = rows.into_iter().flat_map(|row| row.complaints).collect();
        anyhow::ensure!(complaints.is_empty(), "{}", complaints.join("\n"));
        Ok(())
    });
    mesh.end(outcome).await;
}

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

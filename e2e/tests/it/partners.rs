use e2e::engine::{self, Saved};

use crate::mesh::Mesh;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_partner_cannot_apply_parks_its_key_and_a_partner_down_for_a_day_catches_up_in_order() {
    let mut mesh = Mesh::start().await;
    let mut saved = Saved::new();

    let mut outcome = Ok(());
    for scenario in ["to-approval.yaml", "parked.yaml", "day-down.yaml"] {
        if outcome.is_ok() {
            outcome = engine::run(&mut mesh.world, scenario, &mut saved).await;
        }
    }

    mesh.end(outcome).await;
}

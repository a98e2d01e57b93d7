use e2e::engine::{self, Saved};

use crate::mesh::Mesh;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g1_goes_as_the_reference_says_and_what_must_be_refused_is_refused() {
    let mut mesh = Mesh::start().await;
    let folder = mesh.world.mesh.folder().to_owned();
    let papers = folder.join("papers");
    std::fs::create_dir_all(&papers).unwrap();
    let mut saved = Saved::from([
        ("papers".to_owned(), papers.display().to_string()),
        ("keys".to_owned(), folder.join("office-keys.json").display().to_string()),
    ]);

    let mut outcome = Ok(());
    for scenario in ["probe.yaml", "g1.yaml", "papers.yaml", "refusals.yaml"] {
        if outcome.is_ok() {
            outcome = engine::run(&mut mesh.world, scenario, &mut saved).await;
        }
    }

    mesh.end(outcome).await;
}

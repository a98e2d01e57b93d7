use std::path::Path;
use std::time::Duration;

use e2e::engine::{self, Saved};
use serde_json::Value;

use crate::mesh::Mesh;

/// Names and citizen IDs of the persons whom the scenarios enter: they must be in no spool file.
const CANARIES: [&str; 4] = ["李静文", "420800199811040026", "贺知远", "420800199503070012"];

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

    let outcome = async {
        for scenario in ["probe.yaml", "g1.yaml", "papers.yaml", "refusals.yaml", "deadlines.yaml"] {
            engine::run(&mut mesh.world, scenario, &mut saved).await?;
        }
        mesh.world.mesh.restart("notification").await?;
        engine::run(&mut mesh.world, "deadlines-after-restart.yaml", &mut saved).await
    }
    .await;
    if outcome.is_ok() {
        every_message_left_once_and_without_personal_data(&folder, &saved["late"]).await;
    }

    mesh.end(outcome).await;
}

/// The spool folder of notification holds one file per message about a case, and no canary.
async fn every_message_left_once_and_without_personal_data(mesh: &Path, case_id: &str) {
    let folder = mesh.join("services/notification/spool");
    let expected = [
        ("hr-leader", "DEADLINE_ESCALATED"),
        ("hr-opinion", "DEADLINE_AMBER"),
        ("hr-opinion", "DEADLINE_OVERDUE"),
        ("hr-opinion", "DEADLINE_RED"),
        ("so-approve", "DEADLINE_ESCALATED"),
        ("so-review", "DEADLINE_AMBER"),
        ("so-review", "DEADLINE_OVERDUE"),
        ("so-review", "DEADLINE_RED"),
    ];
    testkit::eventually("each deadline has left as one file", Duration::from_secs(20), || async {
        let mut left = Vec::new();
        for text in texts(&folder) {
            for canary in CANARIES {
                assert!(!text.contains(canary), "{canary} is in a spool file: {text}");
            }
            let letter: Value = serde_json::from_str(&text).unwrap();
            let (recipient, template) = (&letter["recipient_id"], letter["template"].as_str().unwrap());
            if letter["case_id"] == case_id && template.starts_with("DEADLINE") {
                left.push((recipient.as_str().unwrap().to_owned(), template.to_owned()));
            }
        }
        left.sort();
        let due = expected.map(|(recipient, template)| (recipient.to_owned(), template.to_owned()));
        (left == due).then_some(())
    })
    .await;
}

fn texts(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

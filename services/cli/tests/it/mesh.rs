//! The commands that ask a service, over real mTLS and through the real layers and policies of a house.

use std::path::{Path, PathBuf};
use std::process::Output;

use policy::Trust;
use testkit::mesh::{Directory, Leaf, Mesh};

use crate::workflow::{CASE, CHANGED, MOVING, OLD_ETAG, REFUSED, Workflow};
use crate::{bianzhi, complaint, json};

const REQUEST_ID: &str = "0190c1a2-0000-7000-8000-000000000001";

/// A workflow service and a contexts file with four operators.
struct Scene {
    workflow: Workflow,
    folder: tempfile::TempDir,
    /// Dropped, it ends the server.
    _mesh: Mesh,
}

impl Scene {
    async fn start() -> Self {
        let (mesh, workflow) = (Mesh::new(), Workflow::default());
        let directory = Directory::new(1)
            .unit("edu", &["department"])
            .unit_of("sch", &["sub_unit"], "edu")
            .unit("so", &["staffing_office"])
            .operator("edu-clerk", "edu", &[], &["clerk"])
            .operator("sch-clerk", "sch", &[], &["clerk"])
            .operator("so-head", "so", &["desk_approve"], &[]);
        let trust = Trust::own(Some(directory.snapshot()));
        let clock = testkit::clock::standing_at("2026-03-10 09:20");
        let url = mesh.serve("workflow", workflow.server(), &trust, &clock).await;

        let folder = tempfile::tempdir().unwrap();
        let mut contexts = format!(
            "roots = {:?}\n[endpoints]\nworkflow = {url:?}\nregistry = \"https://127.0.0.1:1\"\n",
            mesh.roots()
        );
        for (operator, unit) in [("edu-clerk", "edu"), ("sch-clerk", "sch"), ("so-head", "so")] {
            contexts.push_str(&context(operator, &mesh.operator(operator, unit)));
        }
        let stranger = Mesh::new();
        contexts.push_str(&context("stranger", &kept(&stranger.operator("edu-clerk", "edu"), folder.path())));
        std::fs::write(folder.path().join("contexts.toml"), contexts).unwrap();
        Self { workflow, folder, _mesh: mesh }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command as an operator, away from the runtime that serves it.
    async fn run(&self, operator: &str, arguments: &[&str]) -> Output {
        let contexts = self.file("contexts.toml").display().to_string();
        let mut all: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        all.extend(["--contexts".to_owned(), contexts, "--as".to_owned(), operator.to_owned()]);
        let run = move || bianzhi(&all.iter().map(String::as_str).collect::<Vec<_>>());
        tokio::task::spawn_blocking(run).await.unwrap()
    }
}

fn context(name: &str, leaf: &Leaf) -> String {
    format!("[contexts.{name}]\nkey = {:?}\ncertificate = {:?}\n", leaf.key, leaf.certificate)
}

/// A leaf whose authority is gone: its files are copied.
fn kept(leaf: &Leaf, folder: &Path) -> Leaf {
    let (certificate, key) = (folder.join("stranger.pem"), folder.join("stranger.key"));
    std::fs::copy(&leaf.certificate, &certificate).unwrap();
    std::fs::copy(&leaf.key, &key).unwrap();
    Leaf { certificate, key, serial: leaf.serial.clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_shown_to_a_person_and_to_a_program() {
    let scene = Scene::start().await;

    let table = scene.run("edu-clerk", &["case", "list", "--limit", "1"]).await;
    let value = scene.run("edu-clerk", &["case", "show", CASE, "-o", "json"]).await;

    let table = String::from_utf8(table.stdout).unwrap();
    assert!(table.starts_with("办件编号"), "{table}");
    assert!(table.contains(&format!("{CASE}  用编核准  sch   已提交  受理岗")), "{table}");
    assert_eq!(json(&value)["state"], "SUBMITTED");
    assert_eq!(json(&value)["holder"], "DESK_ACCEPT");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_follows_its_pages_and_may_be_empty() {
    let scene = Scene::start().await;

    let all = scene.run("edu-clerk", &["case", "list", "-o", "json"]).await;
    let none = scene.run("edu-clerk", &["case", "list", "--item", "exit", "-o", "json"]).await;

    assert_eq!(json(&all).as_array().map(Vec::len), Some(3));
    assert_eq!(String::from_utf8(none.stdout).unwrap(), "[]\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sub_unit_that_submits_is_told_to_forward() {
    let scene = Scene::start().await;

    let output = scene.run("sch-clerk", &["case", "submit", CASE]).await;

    let told = complaint(&output);
    assert_eq!(output.status.code(), Some(5), "{told}");
    assert!(told.contains("SUBUNIT_DIRECT_SUBMIT_FORBIDDEN"), "{told}");
    assert!(told.contains("case forward"), "{told}");
    assert!(told.contains("跟踪号: "), "{told}");
    assert!(scene.workflow.0.lock().unwrap().request_ids.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_lists_every_finding_with_its_figures() {
    let scene = Scene::start().await;

    let text = scene.run("edu-clerk", &["case", "submit", REFUSED]).await;
    let value = scene.run("edu-clerk", &["case", "submit", REFUSED, "-o", "json"]).await;

    assert_eq!(text.status.code(), Some(1));
    let told = complaint(&text);
    assert!(told.starts_with("错误 QUOTA_INSUFFICIENT: 不符合用编条件\n"), "{told}");
    assert!(told.contains("  - QUOTA_INSUFFICIENT [available=0]: 可用编制不足(《条例》第六条)"), "{told}");
    assert!(told.contains("  - PLAN_EXCEEDED: 超出年度用编计划(Q4)"), "{told}");
    let error: serde_json::Value = serde_json::from_slice(&value.stderr).unwrap();
    assert_eq!(error["error"]["defects"].as_array().map(Vec::len), Some(2));
    assert_eq!(error["error"]["exit"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_refusal_has_its_exit_code() {
    let scene = Scene::start().await;
    let code = async |operator: &str, arguments: &[&str]| scene.run(operator, arguments).await.status.code();

    assert_eq!(code("edu-clerk", &["case", "submit", CASE]).await, Some(0));
    assert_eq!(code("edu-clerk", &["case", "show", "420800-2026-999999"]).await, Some(4));
    assert_eq!(code("edu-clerk", &["case", "submit", CHANGED]).await, Some(6));
    assert_eq!(code("edu-clerk", &["permit", "list"]).await, Some(7));
    assert_eq!(code("nobody", &["case", "list"]).await, Some(2));
    assert_eq!(code("so-head", &["case", "approve", CASE, "--basis", "依据"]).await, Some(0));
    assert_eq!(code("so-head", &["case", "approve", REFUSED, "--basis", "依据"]).await, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_another_authority_is_explained() {
    let scene = Scene::start().await;

    let output = scene.run("stranger", &["case", "list", "--lang", "en"]).await;
    let chinese = scene.run("stranger", &["case", "list"]).await;

    let told = complaint(&output);
    assert_eq!(output.status.code(), Some(5), "{told}");
    assert!(told.contains("this certificate was not issued by the authority"), "{told}");
    let told = complaint(&chinese);
    assert!(told.contains("此证书不是本系统信任的发证机关签发的"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_moves_meanwhile_is_looked_at_and_asked_about_once_more() {
    let scene = Scene::start().await;

    let output = scene.run("edu-clerk", &["case", "submit", MOVING, "--request-id", REQUEST_ID]).await;

    assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
    let sent = scene.workflow.0.lock().unwrap().request_ids.clone();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0], REQUEST_ID);
    assert_ne!(sent[1], REQUEST_ID, "another content under the same id");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_what_he_saw_is_told_when_it_changed() {
    let scene = Scene::start().await;

    let output = scene.run("edu-clerk", &["case", "submit", MOVING, "--etag", OLD_ETAG]).await;

    assert_eq!(output.status.code(), Some(6), "{}", complaint(&output));
    assert_eq!(scene.workflow.0.lock().unwrap().request_ids.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_id_given_is_the_one_sent() {
    let scene = Scene::start().await;

    scene.run("edu-clerk", &["case", "submit", CASE, "--request-id", REQUEST_ID]).await;
    scene.run("edu-clerk", &["case", "submit", CASE]).await;

    let sent = scene.workflow.0.lock().unwrap().request_ids.clone();
    assert_eq!(sent[0], REQUEST_ID);
    assert_ne!(sent[1], REQUEST_ID);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_material_is_streamed_in_chunks_with_its_size_announced() {
    let scene = Scene::start().await;
    let file = scene.file("m10.pdf");
    std::fs::write(&file, vec![7; 150_000]).unwrap();

    let output =
        scene.run("edu-clerk", &["case", "attach", CASE, "--kind", "M10", &file.display().to_string()]).await;

    assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
    let (header, chunks, bytes) = scene.workflow.0.lock().unwrap().uploads[0].clone();
    assert_eq!((header.case_id.as_str(), header.kind.as_str()), (CASE, "M10"));
    assert_eq!((header.media_type.as_str(), header.size_bytes), ("application/pdf", 150_000));
    assert_eq!((chunks, bytes), (3, 150_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_appears_only_when_it_is_whole() {
    let scene = Scene::start().await;
    let to = scene.file("material.pdf");

    scene.run("edu-clerk", &["case", "download", CASE, "m-1", "--to", &to.display().to_string()]).await;

    assert_eq!(std::fs::read(&to).unwrap(), b"aaabbb");
    assert!(!scene.file("material.pdf.part").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mesh_is_up_only_when_every_service_serves() {
    let scene = Scene::start().await;

    let output = scene.run("edu-clerk", &["mesh", "status", "-o", "json"]).await;

    assert_eq!(output.status.code(), Some(7));
    let services = json(&output);
    assert_eq!((&services[1]["service"], &services[1]["serving"]), (&"workflow".into(), &true.into()));
    assert_eq!((&services[0]["service"], &services[0]["serving"]), (&"registry".into(), &false.into()));
}

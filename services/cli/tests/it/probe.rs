//! `mesh probe` against two houses whose facts come back, stray, or stay away.

use policy::Trust;
use prost_types::Timestamp;
use proto::probe::v1 as pb;
use proto::probe::v1::probe_service_server::{ProbeService, ProbeServiceServer};
use testkit::mesh::{Directory, Mesh};
use tonic::{Request, Response, Status};

use crate::{bianzhi, json};

/// What becomes of a house's facts.
#[derive(Clone, Copy)]
enum Way {
    Back,
    Strayed,
    Lost,
}

struct Fake(Way);

#[tonic::async_trait]
impl ProbeService for Fake {
    async fn send_probe(
        &self,
        _: Request<pb::SendProbeRequest>,
    ) -> Result<Response<pb::SendProbeResponse>, Status> {
        let send_time = Some(Timestamp { seconds: 1_787_823_000, nanos: 0 });
        let probe = pb::Probe { id: "p".to_owned(), send_time, ..Default::default() };
        Ok(Response::new(pb::SendProbeResponse { probe: Some(probe) }))
    }

    async fn get_probe(
        &self,
        request: Request<pb::GetProbeRequest>,
    ) -> Result<Response<pb::GetProbeResponse>, Status> {
        let traceparent = request.metadata().get("traceparent").unwrap().to_str().unwrap();
        let trace_id = traceparent.split('-').nth(1).unwrap().to_owned();
        let send_time = Some(Timestamp { seconds: 1_787_823_000, nanos: 0 });
        let arrive_time = Some(Timestamp { seconds: 1_787_823_000, nanos: 42_000_000 });
        let (arrive_time, arrive_trace_id) = match self.0 {
            Way::Back => (arrive_time, trace_id),
            Way::Strayed => (arrive_time, "1".repeat(32)),
            Way::Lost => (None, String::new()),
        };
        let probe =
            pb::Probe { id: "p".to_owned(), send_time, arrive_time, arrive_trace_id, ..Default::default() };
        Ok(Response::new(pb::GetProbeResponse { probe: Some(probe) }))
    }
}

/// Runs `mesh probe` as an operator: identity's facts come back, the registry's go their way.
async fn probed(operator: &str, registry: Way, arguments: &[&str]) -> std::process::Output {
    let mesh = Mesh::new();
    let directory = Directory::new(1)
        .unit("so", &["staffing_office"])
        .operator("so-setup", "so", &[], &["setup"])
        .operator("so-audit", "so", &[], &["audit"]);
    let trust = Trust::own(Some(directory.snapshot()));
    let clock = testkit::clock::standing_at("2026-03-10 09:20");
    let folder = tempfile::tempdir().unwrap();
    let mut contexts = format!("roots = {:?}\n[endpoints]\n", mesh.roots());
    for (house, way) in [("identity", Way::Back), ("registry", registry)] {
        let server = service::Server::new().offer(ProbeServiceServer::new(Fake(way)));
        let url = mesh.serve(house, server, &trust, &clock).await;
        contexts.push_str(&format!("{house} = {url:?}\n"));
    }
    let leaf = mesh.operator(operator, "so");
    contexts.push_str(&format!(
        "[contexts.{operator}]\nkey = {:?}\ncertificate = {:?}\n",
        leaf.key, leaf.certificate
    ));
    let file = folder.path().join("contexts.toml");
    std::fs::write(&file, contexts).unwrap();

    let file = file.display().to_string();
    let mut all = vec!["mesh", "probe", "--contexts", &file, "--as", operator];
    all.extend(arguments);
    let all: Vec<String> = all.into_iter().map(str::to_owned).collect();
    let run = move || bianzhi(&all.iter().map(String::as_str).collect::<Vec<_>>());
    tokio::task::spawn_blocking(run).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_probe_is_well_when_every_fact_is_back_in_the_commands_own_trace() {
    let output = probed("so-setup", Way::Back, &["-o", "json"]).await;

    assert_eq!(output.status.code(), Some(0));
    let report = json(&output);
    assert_eq!((&report["all_arrived"], &report["one_trace"]), (&true.into(), &true.into()));
    for service in [&report["services"][0], &report["services"][1]] {
        assert_eq!((&service["arrived"], &service["milliseconds"]), (&true.into(), &42.into()));
        assert_eq!(service["trace_id"], report["trace_id"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_that_comes_back_in_another_trace_fails_the_probe() {
    let output = probed("so-setup", Way::Strayed, &["-o", "json"]).await;

    assert_eq!(output.status.code(), Some(1));
    let report = json(&output);
    assert_eq!((&report["all_arrived"], &report["one_trace"]), (&true.into(), &false.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_that_stays_away_is_named_after_the_wait() {
    let output = probed("so-setup", Way::Lost, &["-o", "table", "--lang", "en", "--wait", "1"]).await;

    assert_eq!(output.status.code(), Some(7));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("not all facts are back"), "{text}");
    let registry = text.lines().find(|line| line.contains("registry")).unwrap();
    assert!(registry.contains("the fact has not come back in time"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_probe_is_told_so() {
    let output = probed("so-audit", Way::Back, &[]).await;

    assert_eq!(output.status.code(), Some(5));
}

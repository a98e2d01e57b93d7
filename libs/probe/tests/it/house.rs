//! A registry that does nothing but send probes, two operators, and a tracer.
use std::sync::{Arc, Mutex};

use channel::Channel;
use messaging::inbox::{Incoming, Receive, Refusal};
use messaging::outbox::{self, Fact};
use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use policy::Trust;
use probe::LetterBox;
use proto::probe::v1::probe_service_client::ProbeServiceClient;
use proto::probe::v1::{GetProbeRequest, Probe, SendProbeRequest};
use testkit::mesh::{Directory, Mesh};
use testkit::postgres::{Database, database_of};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use uuid::Uuid;

pub(crate) const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
pub(crate) const TRACEPARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

const TABLES: &str = concat!(
    include_str!("../../../messaging/messaging.sql"),
    include_str!("../../../command/command.sql"),
    include_str!("../../probe.sql"),
);

pub(crate) struct House {
    pub(crate) letter_box: LetterBox<Ear>,
    ear: Ear,
    url: String,
    mesh: Mesh,
    database: Database,
}

/// The letter box of the house itself: remembers which facts it was given.
#[derive(Clone, Default)]
pub(crate) struct Ear(Arc<Mutex<Vec<String>>>);

impl Receive for Ear {
    async fn receive(&self, fact: &Incoming) -> Result<(), Refusal> {
        self.0.lock().unwrap().push(fact.id.id.clone());
        Ok(())
    }
}

/// Spans carry a trace only where a tracer listens; one for all tests of the process.
fn trace() -> Result<(), TryInitError> {
    let provider = SdkTracerProvider::builder().build();
    tracing_subscriber::registry()
        .with(tracing_opentelemetry::layer().with_tracer(provider.tracer("test")))
        .try_init()
}

impl House {
    pub(crate) async fn start() -> Self {
        // Fails for every test but the first.
        let _ = trace();
        let database = database_of(TABLES).await;
        let (mesh, clock) = (Mesh::new(), testkit::clock::standing_at("2026-03-10 09:20"));
        let directory = Directory::new(1)
            .unit("so", &["staffing_office"])
            .unit("edu", &["department"])
            .operator("so-setup", "so", &[], &["setup"])
            .operator("edu-clerk", "edu", &[], &["clerk"]);
        let server = service::Server::new()
            .offer(probe::service("registry", database.pool.clone()))
            .audit(database.pool.clone());
        let url = mesh.serve("registry", server, &Trust::own(Some(directory.snapshot())), &clock).await;
        let ear = Ear::default();
        let letter_box = LetterBox::around("registry", database.pool.clone(), ear.clone());
        Self { letter_box, ear, url, mesh, database }
    }

    /// A client of an operator who calls in the trace [`TRACE`].
    pub(crate) fn client(&self, operator: &str) -> ProbeServiceClient<Channel> {
        let unit = operator.split('-').next().unwrap();
        let channel = self.mesh.channel("registry", &self.url, &self.mesh.operator(operator, unit));
        ProbeServiceClient::new(channel.traced(TRACEPARENT))
    }

    pub(crate) fn setup(&self) -> ProbeServiceClient<Channel> {
        self.client("so-setup")
    }

    pub(crate) async fn send(&self) -> Probe {
        let request = SendProbeRequest { request_id: Uuid::now_v7().to_string() };
        self.setup().send_probe(request).await.unwrap().into_inner().probe.unwrap()
    }

    pub(crate) async fn get(&self, probe_id: &str) -> Probe {
        let request = GetProbeRequest { probe_id: probe_id.into() };
        self.setup().get_probe(request).await.unwrap().into_inner().probe.unwrap()
    }

    /// What was told and not yet carried away.
    pub(crate) async fn told(&self) -> Vec<Fact> {
        let mut connection = self.database.pool.acquire().await.unwrap();
        let waiting = outbox::oldest(&mut connection, 100).await.unwrap();
        waiting.into_iter().map(|waiting| waiting.fact).collect()
    }

    /// Ids of the facts that came to the house's own letter box.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.ear.0.lock().unwrap().clone()
    }
}

use std::sync::{Arc, Mutex};

use messaging::inbox::{self, Incoming, Receive, Refusal};
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::world::{PATIENCE, fact, topic, world};

fn current_trace() -> String {
    Span::current().context().span().span_context().trace_id().to_string()
}

/// Notes the trace it is called in.
#[derive(Clone, Default)]
struct Tracer(Arc<Mutex<Option<String>>>);

impl Receive for Tracer {
    async fn receive(&self, _: &Incoming) -> Result<(), Refusal> {
        *self.0.lock().unwrap() = Some(current_trace());
        Ok(())
    }
}

#[tokio::test]
async fn one_trace_runs_from_the_command_to_the_letter_box() {
    let provider = SdkTracerProvider::builder().build();
    let _guard = tracing_subscriber::registry()
        .with(tracing_opentelemetry::layer().with_tracer(provider.tracer("test")))
        .set_default();
    let world = world().await;
    let tracer = Tracer::default();
    let stop = CancellationToken::new();
    let running =
        inbox::run(world.pool().clone(), world.kafka.clone(), vec![topic()], tracer.clone(), stop.clone());
    let inbox = tokio::spawn(running);

    let command = async {
        world.tell(&[fact("sch", "traced")]).await;
        current_trace()
    };
    let told_in = command.instrument(tracing::info_span!("submit_case")).await;
    let relay = world.relay();

    let seen = async || tracer.0.lock().unwrap().clone();
    let heard_in = testkit::eventually("the fact arrives", PATIENCE, seen).await;
    assert_ne!(told_in, "0".repeat(32));
    assert_eq!(heard_in, told_in);
    relay.stop().await;
    stop.cancel();
    inbox.await.unwrap().unwrap();
}

//! Logs, traces and metrics of the process.

use std::sync::OnceLock;
use std::time::Duration;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::WithExportConfig;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::config::{Config, Format};

/// Flushes the last spans when the process ends.
#[must_use = "the last spans are lost without shutdown()"]
pub(crate) struct Guard(SdkTracerProvider);

impl Guard {
    /// Sends what is left. Waits on the collector, so it runs outside of the runtime, and not for long.
    pub(crate) fn shutdown(self) {
        let _ = self.0.shutdown_with_timeout(Duration::from_secs(2));
    }
}

/// Starts logging and tracing. Spans always have ids, also when no collector is named, because one trace id
/// runs through logs, outbox and Kafka. The exporter drops spans rather than wait for a dead collector.
///
/// Must be called within the runtime, on which the exporter's connection lives.
pub(crate) fn init(service: &'static str, config: &Config) -> anyhow::Result<Guard> {
    let resource = Resource::builder()
        .with_service_name(service)
        .with_attribute(KeyValue::new("deployment.environment.name", config.environment.clone()))
        .build();
    let mut provider = SdkTracerProvider::builder().with_resource(resource);
    if let Some(endpoint) = &config.telemetry.otlp_endpoint {
        let exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .with_timeout(Duration::from_secs(3))
            .build()?;
        provider = provider.with_batch_exporter(exporter);
    }
    let provider = provider.build();

    let lines = match config.log_format() {
        Format::Json => tracing_subscriber::fmt::layer().json().with_span_list(false).boxed(),
        Format::Text => {
            let colours = std::io::IsTerminal::is_terminal(&std::io::stdout());
            tracing_subscriber::fmt::layer().with_ansi(colours).with_target(false).boxed()
        }
    };
    tracing_subscriber::registry()
        .with(EnvFilter::try_new(&config.telemetry.filter)?)
        .with(lines)
        .with(tracing_opentelemetry::layer().with_tracer(provider.tracer(service)))
        .try_init()?;
    metrics_handle();
    Ok(Guard(provider))
}

/// What `/metrics` prints. The recorder is one per process, however many shells a test starts in it.
pub(crate) fn metrics_handle() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
        let builder = PrometheusBuilder::new();
        let builder = builder.set_buckets(&seconds).unwrap_or_else(|_| PrometheusBuilder::new());
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        // Another recorder may be in place in a test; then ours stays empty.
        let _ = metrics::set_global_recorder(recorder);
        handle
    })
}

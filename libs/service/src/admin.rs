//! The admin port: plain HTTP for the kubelet, Prometheus and, on a developer's machine, the demo.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use kernel::clock::{BusinessClock, SystemClock};
use policy::{Certificate, Trust};
use time::format_description::well_known::Rfc3339;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::config::{Config, Profile};
use crate::lifecycle::Lifecycle;
use crate::telemetry;

#[derive(Clone)]
struct Answers {
    trust: Trust,
    draining: CancellationToken,
    clock: BusinessClock,
    config: Config,
}

/// Serves the admin port until the service stops.
pub(crate) fn serve(
    lifecycle: &Lifecycle,
    listener: TcpListener,
    config: Config,
    trust: Trust,
    clock: BusinessClock,
) {
    let mut router = Router::new()
        .route("/livez", get(async || "ok"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics_text));
    if config.profile == Profile::Dev {
        router = router.route("/clock", get(business_time));
    }
    let router = router.with_state(Answers { trust, draining: lifecycle.draining(), clock, config });
    let stop = lifecycle.stop();
    lifecycle.spawn("admin", async move {
        axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
    });
}

/// Ready means: a trust snapshot is in force and the process does not drain. The database is not asked: when
/// it is away every replica is, and taking all of them out of service helps nobody.
async fn readyz(State(answers): State<Answers>) -> (StatusCode, &'static str) {
    if answers.draining.is_cancelled() {
        (StatusCode::SERVICE_UNAVAILABLE, "draining")
    } else if answers.trust.current().is_none() {
        (StatusCode::SERVICE_UNAVAILABLE, "no trust snapshot yet")
    } else {
        (StatusCode::OK, "ok")
    }
}

async fn metrics_text(State(answers): State<Answers>) -> String {
    if let Some(age) = answers.trust.age() {
        metrics::gauge!("bianzhi_trust_snapshot_age_seconds").set(age.as_secs_f64());
        metrics::gauge!("bianzhi_trust_snapshot_version").set(answers.trust.version() as f64);
    }
    if let Some(left) = certificate_life(&answers.config) {
        metrics::gauge!("bianzhi_certificate_life_seconds").set(left);
    }
    telemetry::metrics_handle().render()
}

/// Seconds until our own leaf runs out.
fn certificate_life(config: &Config) -> Option<f64> {
    use rustls::pki_types::{CertificateDer, pem::PemObject};
    let leaf = CertificateDer::from_pem_file(&config.tls.certificate).ok()?;
    let certificate = Certificate::read(&leaf, &config.trust_domain).ok()?;
    Some((certificate.not_after - SystemClock.now()).as_seconds_f64())
}

/// The business clock's reading and the setting it follows, so that whoever set the clock can see that the
/// jump arrived: `{"now": …, "today": …, "setting": …}`.
async fn business_time(State(answers): State<Answers>) -> Json<serde_json::Value> {
    let now = answers.clock.now().format(&Rfc3339).unwrap_or_default();
    let today = answers.clock.today().to_string();
    Json(serde_json::json!({ "now": now, "today": today, "setting": answers.clock.setting() }))
}

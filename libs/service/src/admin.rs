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
    let router = router(Answers { trust, draining: lifecycle.draining(), clock, config });
    let stop = lifecycle.stop();
    lifecycle.spawn("admin", async move {
        axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
    });
}

fn router(answers: Answers) -> Router {
    let mut router = Router::new()
        .route("/livez", get(async || "ok"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics_text));
    if answers.config.profile == Profile::Dev {
        router = router
            .route("/clock", get(business_time))
            .route("/faults", get(async || Json(fault::counts())).post(arm));
    }
    router.with_state(answers)
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

/// Arms a fault point or a planted bug: `{"name": "outbox.sent", "action": "kill", "after": 3}`.
async fn arm(Json(arm): Json<fault::Arm>) -> (StatusCode, String) {
    match fault::arm(arm) {
        Ok(()) => (StatusCode::OK, "armed".to_owned()),
        Err(error @ fault::Error::NotAllowed) => (StatusCode::NOT_FOUND, error.to_string()),
        Err(error @ fault::Error::Unknown(_)) => (StatusCode::BAD_REQUEST, error.to_string()),
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

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;

    async fn ask(profile: Profile, method: &str, path: &str, body: &'static str) -> StatusCode {
        let answers = Answers {
            trust: Trust::own(None),
            draining: CancellationToken::new(),
            clock: BusinessClock::system(),
            config: Config { profile, ..Config::default() },
        };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .body(Body::from(body));
        router(answers).oneshot(request.unwrap()).await.unwrap().status()
    }

    const KILL: &str = r#"{"name": "outbox.sent", "action": "kill"}"#;

    #[tokio::test]
    async fn nothing_can_be_armed_in_production() {
        for method in ["GET", "POST"] {
            assert_eq!(ask(Profile::Production, method, "/faults", KILL).await, StatusCode::NOT_FOUND);
        }
    }

    #[tokio::test]
    async fn a_point_is_armed_by_its_name_in_dev() {
        fault::allow();

        assert_eq!(ask(Profile::Dev, "GET", "/faults", "").await, StatusCode::OK);
        assert_eq!(ask(Profile::Dev, "POST", "/faults", KILL).await, StatusCode::OK);
        let unknown = r#"{"name": "outbox.lost", "action": "kill"}"#;
        assert_eq!(ask(Profile::Dev, "POST", "/faults", unknown).await, StatusCode::BAD_REQUEST);
    }
}

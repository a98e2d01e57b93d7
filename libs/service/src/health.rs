//! `grpc.health.v1`, per service name and for the process (the empty name).

use policy::Trust;
use tonic_health::ServingStatus;
use tonic_health::pb::health_server::{Health, HealthServer};

use crate::lifecycle::Lifecycle;

/// Says SERVING once a trust snapshot is in force, and NOT_SERVING from the moment the process drains.
pub(crate) fn spawn(
    lifecycle: &Lifecycle,
    names: Vec<&'static str>,
    trust: Trust,
) -> HealthServer<impl Health + use<>> {
    let (reporter, server) = tonic_health::server::health_reporter();
    let (draining, stop) = (lifecycle.draining(), lifecycle.stop());
    lifecycle.spawn("health", async move {
        let report = async |status| {
            for name in names.iter().copied().chain([""]) {
                reporter.set_service_status(name, status).await;
            }
        };
        report(ServingStatus::NotServing).await;
        let mut changes = trust.changes();
        let first = async { changes.wait_for(Option::is_some).await.is_ok() };
        let serving = tokio::select! {
            seen = first => seen,
            () = draining.cancelled() => false,
        };
        if serving {
            report(ServingStatus::Serving).await;
        }
        draining.cancelled().await;
        report(ServingStatus::NotServing).await;
        stop.cancelled().await;
        Ok::<(), std::convert::Infallible>(())
    });
    server
}

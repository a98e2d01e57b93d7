//! One log line and the RED metrics (rate, errors, duration) per call.

use std::time::Instant;

use http::Response;
use policy::Principal;
use tonic::body::Body;
use tonic::{Code, Status};

/// What is said about a call when it is over.
pub(super) struct Record {
    /// `<package>.<Service>/<Method>`.
    pub(super) path: String,
    /// Who called, once that is known.
    pub(super) principal: Option<Principal>,
    started: Instant,
}

/// How a call ended. A stream counts as ended when it begins to answer.
pub(super) struct Outcome {
    /// The gRPC code.
    pub(super) code: Code,
    /// The reason of a refusal.
    pub(super) reason: String,
}

impl Record {
    pub(super) fn start(path: String) -> Self {
        Self { path, principal: None, started: Instant::now() }
    }

    pub(super) fn finish(self, outcome: &Outcome, request_id: Option<String>) {
        let (service, method) = self.path.split_once('/').unwrap_or((&self.path, ""));
        let duration = self.started.elapsed();
        let code = outcome.code;
        let labels = [
            ("rpc_service", service.to_owned()),
            ("rpc_method", method.to_owned()),
            ("rpc_code", format!("{code:?}")),
        ];
        metrics::histogram!("rpc_server_duration_seconds", &labels).record(duration);
        if service.starts_with("grpc.") {
            return;
        }
        tracing::info!(
            rpc.method = self.path,
            rpc.code = ?code,
            error.reason = (!outcome.reason.is_empty()).then_some(&outcome.reason),
            duration_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
            request.id = request_id,
            trace.id = channel::trace::current_id(),
            principal.id = self.principal.as_ref().map(|principal| &principal.id),
            principal.serial = self.principal.as_ref().map(|principal| &principal.serial),
            "{method} answered {code:?}"
        );
    }
}

/// Reads code and reason of an answer.
pub(super) fn outcome(response: &Response<Body>) -> Outcome {
    match Status::from_header_map(response.headers()) {
        Some(status) if status.code() != Code::Ok => {
            Outcome { code: status.code(), reason: channel::failure(&status).reason }
        }
        _ => Outcome { code: Code::Ok, reason: String::new() },
    }
}

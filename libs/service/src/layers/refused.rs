//! Hands refused attempts to the audit.

use std::time::Duration;

use command::audit::RefusedAttempt;
use tonic::Code;

use super::Gate;
use super::record::{Outcome, Record};
use super::tap::Tap;

const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the answer is a decision against the caller, and not a failure of ours or of the network.
pub(super) fn is_refusal(code: Code) -> bool {
    matches!(
        code,
        Code::PermissionDenied
            | Code::Unauthenticated
            | Code::FailedPrecondition
            | Code::InvalidArgument
            | Code::NotFound
            | Code::AlreadyExists
            | Code::Aborted
    )
}

/// Has the attempt kept. The refusal stands whatever becomes of its record; a lost record is an error.
pub(super) async fn keep(gate: &Gate, record: &Record, outcome: &Outcome, tap: &Tap) {
    let Some(sink) = &gate.audit else { return };
    let principal = record.principal.as_ref();
    let attempt = RefusedAttempt {
        principal_id: principal.map_or_else(|| "anonymous".to_owned(), |principal| principal.id.clone()),
        unit_id: principal.and_then(|principal| principal.unit_id.clone()),
        certificate_serial: principal.map(|principal| principal.serial.clone()).unwrap_or_default(),
        method: record.path.clone(),
        reason: outcome.reason.clone(),
        seen_hash: tap.sha256(),
        trace_id: channel::trace::current_id(),
        attempted_at: gate.business_clock.now(),
    };
    let lost = match tokio::time::timeout(PATIENCE, sink.keep(attempt)).await {
        Ok(Ok(())) => return,
        Ok(Err(error)) => error.to_string(),
        Err(_) => "took too long".to_owned(),
    };
    tracing::error!(error = lost, rpc.method = record.path, "a refused attempt was not recorded");
    metrics::counter!("bianzhi_audit_lost_total").increment(1);
}

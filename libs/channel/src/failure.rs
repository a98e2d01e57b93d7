//! What another house's refusal says.

use std::collections::BTreeMap;
use std::time::Duration;

use kernel::error::{Coded, Finding, Kind, Violation};
use prost::Message;
use proto::r#type::v1 as pb;
use tonic::{Code, Status};
use tonic_types::pb as rpc;

/// A gRPC status, read back into the words of the office: what the service's own error was before
/// `service::rpc::status` made a status of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What the caller can do about it.
    pub kind: Kind,
    /// A value of `bianzhi.error.v1.ErrorReason`; the gRPC code's name where the answer came from no house.
    pub reason: String,
    /// One sentence in English.
    pub message: String,
    /// The same in Chinese.
    pub zh: Option<String>,
    /// Every malformed field.
    pub violations: Vec<Violation>,
    /// Every finding of the rules.
    pub findings: Vec<Finding>,
    /// Figures and ids, by name.
    pub metadata: BTreeMap<String, String>,
    /// The trace to look for in the logs.
    pub trace_id: Option<String>,
    /// How long to wait before asking again.
    pub retry_after: Option<Duration>,
}

impl Coded for Failure {
    fn kind(&self) -> Kind {
        self.kind
    }
    fn reason(&self) -> &str {
        &self.reason
    }
    fn zh(&self) -> Option<String> {
        self.zh.clone()
    }
    fn violations(&self) -> &[Violation] {
        &self.violations
    }
    fn findings(&self) -> &[Finding] {
        &self.findings
    }
    fn metadata(&self) -> BTreeMap<String, String> {
        self.metadata.clone()
    }
}

/// Reads a status. What can't be read is left out: the code and the sentence are always there.
pub fn failure(status: &Status) -> Failure {
    let mut failure = Failure {
        kind: kind(status.code()),
        reason: reason(status.code()).to_owned(),
        message: status.message().to_owned(),
        zh: None,
        violations: Vec::new(),
        findings: Vec::new(),
        metadata: BTreeMap::new(),
        trace_id: None,
        retry_after: None,
    };
    let details = rpc::Status::decode(status.details()).map(|status| status.details).unwrap_or_default();
    for detail in details {
        take(&mut failure, &detail.type_url, &detail.value);
    }
    failure
}

fn take(failure: &mut Failure, type_url: &str, value: &[u8]) {
    match type_url.rsplit('/').next().unwrap_or_default() {
        "google.rpc.ErrorInfo" => {
            if let Ok(info) = rpc::ErrorInfo::decode(value) {
                failure.reason = info.reason;
                failure.metadata = info.metadata.into_iter().collect();
            }
        }
        "google.rpc.BadRequest" => {
            if let Ok(bad) = rpc::BadRequest::decode(value) {
                failure.violations = bad.field_violations.into_iter().map(violation).collect();
            }
        }
        "bianzhi.type.v1.Finding" => {
            if let Ok(found) = pb::Finding::decode(value) {
                failure.findings.push(found.into());
            }
        }
        "google.rpc.LocalizedMessage" => {
            if let Ok(text) = rpc::LocalizedMessage::decode(value)
                && text.locale == "zh-CN"
            {
                failure.zh = Some(text.message);
            }
        }
        "google.rpc.RequestInfo" => {
            failure.trace_id = rpc::RequestInfo::decode(value).ok().map(|info| info.request_id);
        }
        "google.rpc.RetryInfo" => {
            let pause = rpc::RetryInfo::decode(value).ok().and_then(|info| info.retry_delay);
            failure.retry_after = pause.and_then(|pause| Duration::try_from(pause).ok());
        }
        _ => {}
    }
}

fn violation(field: rpc::bad_request::FieldViolation) -> Violation {
    let zh = field.localized_message.map_or_else(|| field.description.clone(), |text| text.message);
    Violation { field: field.field, zh, en: field.description }
}

fn kind(code: Code) -> Kind {
    match code {
        Code::InvalidArgument | Code::OutOfRange => Kind::Invalid,
        Code::Unauthenticated => Kind::Unauthenticated,
        Code::PermissionDenied => Kind::Forbidden,
        Code::NotFound => Kind::NotFound,
        Code::AlreadyExists => Kind::AlreadyExists,
        Code::FailedPrecondition => Kind::Precondition,
        Code::Aborted => Kind::Conflict,
        Code::ResourceExhausted => Kind::Exhausted,
        // Whether a call that ran out of time took effect is unknown: ask again with the same request id.
        Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled => Kind::Unavailable,
        Code::Ok | Code::Unknown | Code::Unimplemented | Code::Internal | Code::DataLoss => Kind::Internal,
    }
}

/// The name of a code, for a status without a reason: one that no house of ours made.
fn reason(code: Code) -> &'static str {
    match code {
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unauthenticated => "UNAUTHENTICATED",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::Unavailable => "UNAVAILABLE",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::Cancelled => "CANCELLED",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Ok | Code::Unknown | Code::Internal | Code::DataLoss => "INTERNAL",
    }
}

//! The one place where an error becomes a gRPC status. `channel::failure` reads it back.

use std::error::Error;
use std::fmt::Write;

use kernel::error::{Coded, Finding, Kind};
use prost::Message;
use prost_types::Any;
use proto::r#type::v1 as pb;
use tonic::{Code, Status};
use tonic_types::pb as rpc;

const DOMAIN: &str = "bianzhi";
const TYPE_URL: &str = "type.googleapis.com/";
const RETRY_SECONDS: i64 = 1;

/// Turns an error into what the caller may know: code, reason, figures, every violation or finding, the
/// sentence in both languages, and the trace to ask about. An internal error says none of it; its chain goes
/// to the log.
pub fn status(error: &dyn Coded) -> Status {
    let code = code(error.kind());
    if code == Code::Internal {
        tracing::error!(error.chain = %chain(error), "internal error");
        let mut details = vec![info("INTERNAL", Default::default())];
        details.extend(request_info());
        return compose(code, "internal error".to_owned(), details);
    }
    let mut details = vec![info(error.reason(), error.metadata().into_iter().collect())];
    if !error.violations().is_empty() {
        details.push(any("google.rpc.BadRequest", &bad_request(error)));
    }
    if !error.findings().is_empty() {
        details.push(any("google.rpc.PreconditionFailure", &precondition_failure(error.findings())));
        details.extend(
            error
                .findings()
                .iter()
                .map(|finding| any("bianzhi.type.v1.Finding", &pb::Finding::from(finding))),
        );
    }
    let english = error.to_string();
    details.push(localized("en", english.clone()));
    details.extend(error.zh().map(|text| localized("zh-CN", text)));
    if matches!(code, Code::Unavailable | Code::ResourceExhausted) {
        let retry_delay = Some(prost_types::Duration { seconds: RETRY_SECONDS, nanos: 0 });
        details.push(any("google.rpc.RetryInfo", &rpc::RetryInfo { retry_delay }));
    }
    details.extend(request_info());
    compose(code, english, details)
}

fn code(kind: Kind) -> Code {
    match kind {
        Kind::Invalid => Code::InvalidArgument,
        Kind::Unauthenticated => Code::Unauthenticated,
        Kind::Forbidden => Code::PermissionDenied,
        Kind::NotFound => Code::NotFound,
        Kind::AlreadyExists => Code::AlreadyExists,
        Kind::Precondition => Code::FailedPrecondition,
        Kind::Conflict => Code::Aborted,
        Kind::Exhausted => Code::ResourceExhausted,
        Kind::Unavailable => Code::Unavailable,
        Kind::Internal => Code::Internal,
    }
}

fn compose(code: Code, message: String, details: Vec<Any>) -> Status {
    let packed = rpc::Status { code: i32::from(code), message: message.clone(), details };
    Status::with_details(code, message, packed.encode_to_vec().into())
}

fn info(reason: &str, metadata: std::collections::HashMap<String, String>) -> Any {
    let (reason, domain) = (reason.to_owned(), DOMAIN.to_owned());
    any("google.rpc.ErrorInfo", &rpc::ErrorInfo { reason, domain, metadata })
}

fn bad_request(error: &dyn Coded) -> rpc::BadRequest {
    let violations = error.violations().iter().map(|violation| rpc::bad_request::FieldViolation {
        field: violation.field.clone(),
        description: violation.en.clone(),
        reason: String::new(),
        localized_message: Some(message_in("zh-CN", violation.zh.clone())),
    });
    rpc::BadRequest { field_violations: violations.collect() }
}

/// For clients that know only Google's types; ours read the findings themselves.
fn precondition_failure(findings: &[Finding]) -> rpc::PreconditionFailure {
    let violations = findings.iter().map(|finding| rpc::precondition_failure::Violation {
        r#type: finding.code.clone(),
        subject: finding.basis.clone(),
        description: finding.en.clone(),
    });
    rpc::PreconditionFailure { violations: violations.collect() }
}

fn localized(locale: &str, text: String) -> Any {
    any("google.rpc.LocalizedMessage", &message_in(locale, text))
}

fn message_in(locale: &str, message: String) -> rpc::LocalizedMessage {
    rpc::LocalizedMessage { locale: locale.to_owned(), message }
}

fn request_info() -> Option<Any> {
    let request_id = channel::trace::current_id()?;
    Some(any("google.rpc.RequestInfo", &rpc::RequestInfo { request_id, serving_data: String::new() }))
}

fn any(name: &str, message: &impl Message) -> Any {
    Any { type_url: format!("{TYPE_URL}{name}"), value: message.encode_to_vec() }
}

/// The error and everything that caused it, on one line.
fn chain(error: &dyn Coded) -> String {
    let mut text = error.to_string();
    let mut cause: Option<&dyn Error> = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use kernel::error::Violation;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("unit sch has 1 free seat, 2 asked")]
    struct Refused {
        kind: Kind,
        violations: Vec<Violation>,
        findings: Vec<Finding>,
    }

    impl Coded for Refused {
        fn kind(&self) -> Kind {
            self.kind
        }
        fn reason(&self) -> &str {
            "QUOTA_INSUFFICIENT"
        }
        fn zh(&self) -> Option<String> {
            Some("空编不足".into())
        }
        fn violations(&self) -> &[Violation] {
            &self.violations
        }
        fn findings(&self) -> &[Finding] {
            &self.findings
        }
        fn metadata(&self) -> BTreeMap<String, String> {
            BTreeMap::from([("available".into(), "1".into())])
        }
    }

    #[test]
    fn everything_a_refusal_says_comes_back_at_the_caller() {
        let findings = vec![
            Finding::block("QUOTA_INSUFFICIENT", "空编不足", "not enough seats", "§3.2 Q1")
                .figure("asked", 2),
            Finding::warn("AGE_NEAR_LIMIT", "临近年龄上限", "close to the age limit", "§3.3"),
        ];
        let violations = vec![Violation::new("form.seats", "至少一名", "at least one")];
        let refused = Refused { kind: Kind::Precondition, violations, findings };

        let failure = channel::failure(&status(&refused));

        assert_eq!(failure.kind, Kind::Precondition);
        assert_eq!(failure.reason, "QUOTA_INSUFFICIENT");
        assert_eq!(failure.message, "unit sch has 1 free seat, 2 asked");
        assert_eq!(failure.zh.as_deref(), Some("空编不足"));
        assert_eq!(failure.findings, refused.findings);
        assert_eq!(failure.violations, refused.violations);
        assert_eq!(failure.metadata, refused.metadata());
    }

    #[test]
    fn an_internal_error_says_nothing_about_itself() {
        let refused = Refused { kind: Kind::Internal, violations: vec![], findings: vec![] };

        let status = status(&refused);

        assert_eq!((status.code(), status.message()), (Code::Internal, "internal error"));
        assert_eq!(channel::failure(&status).reason, "INTERNAL");
        assert!(!status.details().windows(3).any(|bytes| bytes == b"sch"));
    }

    #[test]
    fn what_may_be_asked_again_says_when() {
        let refused = Refused { kind: Kind::Unavailable, violations: vec![], findings: vec![] };

        assert!(channel::failure(&status(&refused)).retry_after.is_some());
    }
}

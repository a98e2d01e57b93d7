//! The trace that a call belongs to, as W3C `traceparent` text.

use http::{HeaderMap, HeaderValue};
use opentelemetry::trace::TraceContextExt;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use uuid::Uuid;

/// Name of the header, in gRPC metadata, outbox rows and Kafka headers.
pub const HEADER: &str = "traceparent";

/// The trace of the current span; none outside of one.
pub fn current() -> Option<String> {
    let context = tracing::Span::current().context();
    let span = context.span();
    let span = span.span_context();
    span.is_valid()
        .then(|| format!("00-{}-{}-{:02x}", span.trace_id(), span.span_id(), span.trace_flags().to_u8()))
}

/// The id of the current trace, 32 hexadecimal digits; none outside of one.
pub fn current_id() -> Option<String> {
    current().and_then(|text| id(&text).map(str::to_owned))
}

/// A new trace, for a caller that has none: the command line.
pub fn new() -> String {
    let span = Uuid::new_v4().simple().to_string();
    format!("00-{}-{}-01", Uuid::new_v4().simple(), span.split_at(16).0)
}

/// The id within a `traceparent`.
pub fn id(traceparent: &str) -> Option<&str> {
    traceparent.split('-').nth(1).filter(|id| id.len() == 32)
}

/// Puts the current trace into the headers of a call, else `fallback`.
pub(crate) fn inject(headers: &mut HeaderMap, fallback: Option<&str>) {
    let traceparent = current().or_else(|| fallback.map(str::to_owned));
    if let Some(value) = traceparent.and_then(|text| HeaderValue::from_str(&text).ok()) {
        headers.insert(HEADER, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_trace_has_an_id() {
        let traceparent = new();

        assert_eq!(traceparent.len(), 55);
        assert_eq!(id(&traceparent).map(str::len), Some(32));
    }
}

//! The trace that a call, a fact or an effect belongs to, as W3C `traceparent` text: one trace runs from the
//! clerk's call through gRPC metadata, outbox rows and Kafka headers to the partner's receipt.
//!
//! Needs `tracing-opentelemetry`'s layer in the subscriber; without it there is no trace to carry, and
//! nothing else changes.

use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use uuid::Uuid;

/// Name of the header, in gRPC metadata, outbox rows and Kafka headers.
pub const HEADER: &str = "traceparent";

/// The trace of the current span; none outside of one.
pub fn current() -> Option<String> {
    let context = Span::current().context();
    let span = context.span();
    let span = span.span_context();
    span.is_valid()
        .then(|| format!("00-{}-{}-{:02x}", span.trace_id(), span.span_id(), span.trace_flags().to_u8()))
}

/// The id of the current trace, 32 hexadecimal digits; none outside of one.
pub fn current_id() -> Option<String> {
    id_of(&Span::current())
}

/// The id of the trace that a span belongs to; none where nobody listens for traces.
pub fn id_of(span: &Span) -> Option<String> {
    let id = span.context().span().span_context().trace_id();
    (id != TraceId::INVALID).then(|| id.to_string())
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

/// Makes `span` a child of the span that `traceparent` names. A header that can't be read starts a trace of
/// its own: transport must not fail for telemetry.
pub fn continue_in(span: &Span, traceparent: Option<&str>) {
    if let Some(parent) = traceparent.and_then(parse) {
        // Fails only where no OpenTelemetry layer listens.
        let _ = span.set_parent(Context::new().with_remote_span_context(parent));
    }
}

fn parse(traceparent: &str) -> Option<SpanContext> {
    let mut parts = traceparent.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    if version.len() != 2 || version == "ff" || trace.len() != 32 || span.len() != 16 {
        return None;
    }
    let (trace, span) = (TraceId::from_hex(trace).ok()?, SpanId::from_hex(span).ok()?);
    let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()?);
    let context = SpanContext::new(trace, span, flags, true, TraceState::default());
    context.is_valid().then_some(context)
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::TracerProvider;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing_subscriber::layer::SubscriberExt;
    use tracing_subscriber::util::SubscriberInitExt;

    use super::*;

    const TOLD: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn a_new_trace_has_an_id() {
        let traceparent = new();

        assert_eq!(traceparent.len(), 55);
        assert_eq!(id(&traceparent).map(str::len), Some(32));
    }

    #[test]
    fn a_traceparent_is_read_as_w3c_writes_it() {
        let context = parse(TOLD).unwrap();

        assert_eq!(context.trace_id().to_string(), "0af7651916cd43dd8448eb211c80319c");
        assert_eq!(context.span_id().to_string(), "b7ad6b7169203331");
        assert!(context.is_sampled() && context.is_remote());
    }

    #[test]
    fn what_is_no_traceparent_is_ignored() {
        for text in ["", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", "nonsense-a-b-c"] {
            assert!(parse(text).is_none(), "{text}");
        }
        let zeros = format!("00-{}-{}-01", "0".repeat(32), "0".repeat(16));
        assert!(parse(&zeros).is_none());
    }

    #[test]
    fn a_span_goes_on_with_the_trace_that_it_was_told() {
        let provider = SdkTracerProvider::builder().build();
        let _guard = tracing_subscriber::registry()
            .with(tracing_opentelemetry::layer().with_tracer(provider.tracer("test")))
            .set_default();
        let span = tracing::info_span!("receive");

        continue_in(&span, Some(TOLD));

        assert_eq!(id_of(&span).as_deref(), id(TOLD));
        let passed_on = span.in_scope(current).unwrap();
        assert_eq!(id(&passed_on), id(TOLD));
        assert_ne!(passed_on, TOLD);
    }
}

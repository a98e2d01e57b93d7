//! Continues the caller's trace.

use http::HeaderMap;
use tracing::Span;

/// The span of one call, child of the span that the caller named.
pub(super) fn span(path: &str, headers: &HeaderMap) -> Span {
    let span = tracing::info_span!(
        "rpc",
        otel.name = path,
        otel.kind = "server",
        rpc.system = "grpc",
        rpc.method = path,
        trace.id = tracing::field::Empty
    );
    let told = headers.get(channel::trace::HEADER).and_then(|value| value.to_str().ok());
    channel::trace::continue_in(&span, told);
    if let Some(id) = channel::trace::id_of(&span) {
        span.record("trace.id", id);
    }
    span
}

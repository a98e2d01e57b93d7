//! What a handler needs of the gRPC edge: who calls, what an error becomes, which page, how long there is.

mod page;
mod status;

use std::time::Duration;

pub use page::{List, Page};
use policy::Principal;
pub use status::status;
use tonic::{Request, Status};

/// Who calls. Every handler behind the mTLS door gets one; behind the enrolment listener there is none.
///
/// # Errors
/// UNAUTHENTICATED, for a caller without a certificate.
pub fn caller<T>(request: &Request<T>) -> Result<Principal, Status> {
    let principal = request.extensions().get::<Principal>().cloned();
    principal.ok_or_else(|| status(&crate::layers::Refusal::NoCertificate))
}

/// The trace that the current call belongs to, as a W3C `traceparent`: for outbox rows and effects.
pub fn traceparent() -> Option<String> {
    channel::trace::current()
}

/// What is left of the time that the caller waits; none where it does not say, and in workers.
pub fn remaining() -> Option<Duration> {
    channel::deadline::remaining()
}

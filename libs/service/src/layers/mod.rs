//! What stands in front of every handler, always in this order:
//!
//! 1. **trace** ([`trace`]): continues the caller's trace in a span of its own
//! 2. **record** ([`record`]): one log line and the RED metrics per call, never the payload
//! 3. **audit** ([`refused`]): a refused attempt to change something is kept
//! 4. **catch panic**: a bug in one handler is an internal error, not a dead connection
//! 5. **authenticate** ([`authenticate`]): certificate + trust snapshot → principal
//! 6. **policy**: may this kind of principal call this method
//! 7. **deadline**: what is left of the caller's time is all that this call and what it calls may use
//!
//! A stream that was let in ends when its caller's certificate is revoked ([`open`]).
//!
//! [`Gate::pass`] is that list, read from top to bottom.

mod authenticate;
mod open;
mod record;
mod refused;
mod tap;
mod trace;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

pub(crate) use authenticate::Refusal;
use futures::FutureExt;
use futures::future::BoxFuture;
use http::{Request, Response};
use kernel::clock::BusinessClock;
use policy::{Principal, Trust};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tonic::Status;
use tonic::body::Body;
use tonic::service::Routes;
use tower::{Layer, Service, ServiceExt};
use tracing::Instrument;

use self::record::Record;
use crate::audit::AuditSink;
use crate::methods::{self, Method};
use crate::rpc;

/// How long a call may take whose caller does not say.
const LONGEST: Duration = Duration::from_secs(30);
/// Our own deadline comes a little before the one that the transport enforces, so that the caller reads
/// DEADLINE_EXCEEDED and not a cancelled stream.
const MARGIN: Duration = Duration::from_millis(10);

/// Calls worked on at once, over all connections. Those beyond it are told to come back, while the database's
/// pool is still short enough to serve whom we let in before their deadlines.
const AT_ONCE: usize = 512;

/// What the layers know.
pub(crate) struct Gate {
    /// The directory.
    trust: Trust,
    /// Who keeps refused attempts; none where the house said nobody.
    audit: Option<Arc<dyn AuditSink>>,
    /// When an attempt was made.
    business_clock: BusinessClock,
    /// One place per call that is worked on.
    places: Semaphore,
}

/// The chain as a tower layer over all services of a door.
#[derive(Clone)]
pub(crate) struct Chain(pub(crate) Arc<Gate>);

impl Layer<Routes> for Chain {
    type Service = Guarded;

    fn layer(&self, routes: Routes) -> Guarded {
        Guarded { gate: Arc::clone(&self.0), routes }
    }
}

/// The services behind the chain.
#[derive(Clone)]
pub(crate) struct Guarded {
    gate: Arc<Gate>,
    routes: Routes,
}

impl Service<Request<Body>> for Guarded {
    type Response = Response<Body>;
    type Error = std::convert::Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let (gate, routes) = (Arc::clone(&self.gate), self.routes.clone());
        Box::pin(async move { Ok(gate.pass(request, routes).await) })
    }
}

impl Gate {
    pub(crate) fn new(
        trust: Trust,
        audit: Option<Arc<dyn AuditSink>>,
        business_clock: BusinessClock,
    ) -> Self {
        Self { trust, audit, business_clock, places: Semaphore::new(AT_ONCE) }
    }

    async fn pass(&self, request: Request<Body>, routes: Routes) -> Response<Body> {
        let path = request.uri().path().trim_start_matches('/').to_owned();
        let span = trace::span(&path, request.headers());
        self.observed(path, request, routes).instrument(span).await
    }

    /// Steps 2 and 3 around what may refuse.
    async fn observed(&self, path: String, request: Request<Body>, routes: Routes) -> Response<Body> {
        let method = methods::method(&path);
        let mut record = Record::start(path);
        let (request, tap) = tap::tap(request);

        let response = self.answered(&mut record, method, request, routes).await;

        let outcome = record::outcome(&response);
        if method.mutating && refused::is_refusal(outcome.code) {
            refused::keep(self, &record, &outcome, &tap).await;
        }
        record.finish(&outcome, tap.request_id(method.request_id));
        response
    }

    /// Steps 4 to 7.
    async fn answered(
        &self,
        record: &mut Record,
        method: Method,
        mut request: Request<Body>,
        routes: Routes,
    ) -> Response<Body> {
        if let Err(status) = self.admit(record, &mut request) {
            tap::read_rest(request).await;
            return status.into_http();
        }
        let Ok(_place) = self.places.try_acquire() else {
            return rpc::status(&Refusal::Overloaded).into_http();
        };
        let handler = self.in_time(method, request, routes);
        match AssertUnwindSafe(handler).catch_unwind().await {
            Ok(response) => match &record.principal {
                Some(principal) if method.streaming => {
                    open::until_revoked(response, &principal.serial, &self.trust)
                }
                _ => response,
            },
            Err(panic) => {
                tracing::error!(panic = %words(&panic), "a handler panicked");
                Status::internal("internal error").into_http()
            }
        }
    }

    fn admit(&self, record: &mut Record, request: &mut Request<Body>) -> Result<(), Status> {
        let principal =
            authenticate::principal(request, &self.trust).map_err(|refusal| rpc::status(&refusal))?;
        record.principal.clone_from(&principal);
        authenticate::permit(principal.as_ref(), &record.path, &self.trust)
            .map_err(|refusal| rpc::status(&refusal))?;
        if let Some(principal) = principal {
            request.extensions_mut().insert::<Principal>(principal);
        }
        Ok(())
    }

    async fn in_time(&self, method: Method, request: Request<Body>, routes: Routes) -> Response<Body> {
        let granted = channel::deadline::granted(request.headers());
        let answer = routes.oneshot(request).map(|answer| match answer {
            Ok(response) => response,
            Err(never) => match never {},
        });
        let time = match granted {
            Some(granted) => granted.saturating_sub(MARGIN),
            None if method.streaming => return answer.await,
            None => LONGEST,
        };
        let until = Instant::now() + time;
        channel::deadline::within(until, tokio::time::timeout_at(until, answer)).await.unwrap_or_else(|_| {
            Status::deadline_exceeded(format!("not answered within {} ms", time.as_millis())).into_http()
        })
    }
}

fn words(panic: &Box<dyn std::any::Any + Send>) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

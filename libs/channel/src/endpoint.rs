//! A channel to one service.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Request, Response, Uri};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tonic::body::Body;
use tonic::{Code, Status};
use tower::{Service, ServiceExt};

use crate::identity::{Error, Identity, Written};
use crate::{connection, deadline, handshake};

/// A refusal lists every defect, and travels in the trailers: hyper's 16 KiB would turn a long one into a
/// broken connection.
const LONGEST_REFUSAL: u32 = 4 << 20;

/// Where a service is, and who it must prove to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Name of the service, a DNS name in its certificate.
    pub service: String,
    /// `https://host:port`. Each endpoint is configured on its own, so that a proxy can stand in between.
    pub url: String,
}

/// A connection to one service, made on first use and made anew (with the name resolved and our certificate
/// read again) after it broke or our certificate was renewed. Cheap to clone; give it to a generated client.
#[derive(Debug, Clone)]
pub struct Channel {
    line: Arc<Line>,
    traceparent: Option<Arc<str>>,
}

/// What all clones of a channel share.
struct Line {
    endpoint: Endpoint,
    identity: Identity,
    host: String,
    port: u16,
    name: ServerName<'static>,
    transport: tonic::transport::Endpoint,
    current: Mutex<Current>,
}

/// The connection in use, and the writing of our certificate that it was made with.
struct Current {
    written: Option<Written>,
    connection: tonic::transport::Channel,
}

/// Makes a channel without connecting yet.
///
/// # Errors
/// When the address is no `https://host:port`.
pub fn connect(endpoint: &Endpoint, identity: &Identity) -> Result<Channel, Error> {
    let bad_url = || Error::Url { service: endpoint.service.clone(), url: endpoint.url.clone() };
    let uri: Uri = endpoint.url.parse().map_err(|_| bad_url())?;
    let host = uri.host().filter(|_| uri.scheme_str() == Some("https")).ok_or_else(bad_url)?.to_owned();
    let port = uri.port_u16().unwrap_or(443);
    let name = ServerName::try_from(endpoint.service.clone()).map_err(|_| bad_url())?;
    // The scheme is http because the connector has already done TLS; the authority becomes `:authority`.
    let transport = tonic::transport::Endpoint::from_shared(format!("http://{}", endpoint.service))
        .map_err(|_| bad_url())?
        .http2_keep_alive_interval(Duration::from_secs(10))
        .keep_alive_timeout(Duration::from_secs(5))
        .keep_alive_while_idle(true)
        .http2_max_header_list_size(LONGEST_REFUSAL);
    let (endpoint, identity) = (endpoint.clone(), identity.clone());
    let written = identity.written();
    let connection = lazy(&transport, &identity, &host, port, &name);
    let current = Mutex::new(Current { written, connection });
    let line = Line { endpoint, identity, host, port, name, transport, current };
    Ok(Channel { line: Arc::new(line), traceparent: None })
}

/// A connection that is made on first use, and again whenever it broke.
fn lazy(
    transport: &tonic::transport::Endpoint,
    identity: &Identity,
    host: &str,
    port: u16,
    name: &ServerName<'static>,
) -> tonic::transport::Channel {
    let (identity, host, name) = (identity.clone(), host.to_owned(), name.clone());
    transport.connect_with_connector_lazy(tower::service_fn(move |_: Uri| {
        let (identity, host, name) = (identity.clone(), host.clone(), name.clone());
        async move { connection::open(&identity, &host, port, name).await.map(TokioIo::new) }
    }))
}

impl Line {
    /// The connection for the next call. A server refuses a certificate that ran out on an open connection
    /// too, so one that was made with an earlier certificate is left to the calls that are under way on it.
    fn connection(&self) -> tonic::transport::Channel {
        let written = self.identity.written();
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.written != written {
            let connection = lazy(&self.transport, &self.identity, &self.host, self.port, &self.name);
            *current = Current { written, connection };
        }
        current.connection.clone()
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Channel {
    /// The same channel, whose calls belong to `traceparent` where no span is current: the command line.
    #[must_use]
    pub fn traced(mut self, traceparent: &str) -> Self {
        self.traceparent = Some(traceparent.into());
        self
    }

    /// The service at the other end.
    pub fn service(&self) -> &str {
        &self.line.endpoint.service
    }
}

impl Service<Request<Body>> for Channel {
    type Response = Response<Body>;
    type Error = Status;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Response<Body>, Status>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        // Waiting for the connection is part of the call, so that the deadline covers it.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let method = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
        let time = deadline::settle(&method, request.headers_mut());
        pass_on_trace(request.headers_mut(), self.traceparent.as_deref());

        let (connection, line) = (self.line.connection(), Arc::clone(&self.line));
        Box::pin(async move {
            let endpoint = &line.endpoint;
            let answer = connection.oneshot(request);
            let answer = match time {
                None => answer.await,
                Some(time) => tokio::time::timeout(time, answer).await.map_err(|_| {
                    let (service, ms) = (&endpoint.service, time.as_millis());
                    handshake::say(
                        Code::DeadlineExceeded,
                        format!("{service}服务未在{ms}毫秒内答复{method}"),
                        format!("{service} did not answer {method} within {ms} ms"),
                    )
                })?,
            };
            answer.map_err(|error| handshake::status(&endpoint.service, &endpoint.url, &error))
        })
    }
}

/// Puts the current trace into the headers of a call, else `fallback`.
fn pass_on_trace(headers: &mut HeaderMap, fallback: Option<&str>) {
    let traceparent = trace::current().or_else(|| fallback.map(str::to_owned));
    if let Some(value) = traceparent.and_then(|text| HeaderValue::from_str(&text).ok()) {
        headers.insert(trace::HEADER, value);
    }
}

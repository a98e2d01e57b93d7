//! What a house offers, and the door it is offered at.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http::Request;
use kernel::clock::BusinessClock;
use policy::Trust;
use tokio::net::TcpListener;
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::service::Routes;
use tower::Service;

use crate::audit::AuditSink;
use crate::certificate::{self, OwnCertificate};
use crate::config::Tls;
use crate::layers::{Chain, Gate};
use crate::lifecycle::Lifecycle;
use crate::{health, listener};

/// Connections end after a while, so that a long-lived one does not outlive its certificate by much.
const CONNECTION_AGE: Duration = Duration::from_secs(300);
const CONNECTION_GRACE: Duration = Duration::from_secs(70);

/// The gRPC services of one house, and who keeps the attempts that were refused.
#[derive(Default)]
pub struct Server {
    routes: Routes,
    names: Vec<&'static str>,
    audit: Option<Arc<dyn AuditSink>>,
}

/// Where a house's services are offered: a socket, a certificate, and the directory that says who calls.
pub struct Door {
    /// The socket, bound already.
    pub listener: TcpListener,
    /// The house's certificate and whom it trusts.
    pub tls: Tls,
    /// Trust domain of the callers' SPIFFE URIs.
    pub trust_domain: String,
    /// The directory.
    pub trust: Trust,
    /// When refused attempts were made.
    pub business_clock: BusinessClock,
}

/// Who may come through a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Admits {
    /// Holders of a certificate.
    Certificates,
    /// Anybody: identity's enrolment listener. Policies permit `Anonymous` two methods.
    Anybody,
}

impl Server {
    /// Offers nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Offers one more generated service.
    #[must_use]
    pub fn offer<S>(mut self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = http::Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        self.names.push(S::NAME);
        self.routes = self.routes.add_service(service);
        self
    }

    /// Has refused attempts to change something kept by `sink`: the house's `PgPool`.
    #[must_use]
    pub fn audit(mut self, sink: impl AuditSink) -> Self {
        self.audit = Some(Arc::new(sink));
        self
    }

    /// Serves at the door until the service stops: the offered services behind the layers, health and
    /// reflection. [`crate::main`] does this; tests do it with a socket and a snapshot of their own.
    ///
    /// # Errors
    /// When certificate, key or roots can't be read.
    pub fn serve(self, lifecycle: &Lifecycle, door: Door) -> anyhow::Result<()> {
        self.open(lifecycle, door, Admits::Certificates)
    }

    /// Serves at a door with server authentication only, where callers are `Anonymous` and policies permit
    /// what identity's enrolment needs. [`crate::Shell::open_to_anybody`] does this; tests do it with a socket
    /// of their own.
    ///
    /// # Errors
    /// When certificate or key can't be read.
    pub fn serve_anybody(self, lifecycle: &Lifecycle, door: Door) -> anyhow::Result<()> {
        self.open(lifecycle, door, Admits::Anybody)
    }

    fn open(self, lifecycle: &Lifecycle, door: Door, admits: Admits) -> anyhow::Result<()> {
        let own = OwnCertificate::open(&door.tls)?;
        let (tls, part) = match admits {
            Admits::Certificates => (certificate::mutual(&door.tls, Arc::clone(&own))?, "mtls listener"),
            Admits::Anybody => (certificate::server_only(Arc::clone(&own))?, "enrolment listener"),
        };
        lifecycle.spawn("certificate", own.follow(lifecycle.stop()));

        let mut routes = self.routes;
        if admits == Admits::Certificates {
            let health = health::spawn(lifecycle, self.names, door.trust.clone());
            let reflection = || {
                tonic_reflection::server::Builder::configure()
                    .register_encoded_file_descriptor_set(proto::FILE_DESCRIPTOR_SET)
                    .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            };
            // Python's grpcio-reflection and older tools still ask v1alpha.
            let (present, former) = (reflection().build_v1()?, reflection().build_v1alpha()?);
            routes = routes.add_service(health).add_service(present).add_service(former);
        }
        let gate = Arc::new(Gate::new(door.trust, self.audit, door.business_clock));
        let connections = listener::accept(lifecycle, part, door.listener, tls, &door.trust_domain);
        let server = tonic::transport::Server::builder()
            .http2_keepalive_interval(Some(Duration::from_secs(20)))
            .max_connection_age(spread(CONNECTION_AGE))
            .max_connection_age_grace(CONNECTION_GRACE)
            .layer(Chain(gate))
            .add_routes(routes.prepare());
        let stop = lifecycle.stop();
        lifecycle.spawn("grpc", server.serve_with_incoming_shutdown(connections, stop.cancelled_owned()));
        Ok(())
    }
}

/// Ten per cent more or less, so that the clients of a restarted service do not all come back at once.
fn spread(age: Duration) -> Duration {
    let share = u32::from(uuid::Uuid::new_v4().as_bytes()[0]);
    age * 9 / 10 + age / 5 * share / 255
}

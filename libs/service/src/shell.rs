//! One process: from its arguments to its exit code.

use std::fmt::Display;
use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use channel::{Channel, Endpoint, Identity};
use kernel::clock::{BusinessClock, SystemClock};
use policy::Trust;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::config::{self, Config, Loaded, Profile, Settings};
use crate::lifecycle::Lifecycle;
use crate::server::{Door, Server};
use crate::{admin, renewal, telemetry, trust, worker};

/// Exit code for a configuration that can't be used.
const BAD_CONFIG: u8 = 2;
/// How long a production service says NOT_SERVING before it closes its door, so that callers go elsewhere.
const DRAIN: Duration = Duration::from_secs(3);
/// How often answers are looked for that nobody asks for any more.
const FORGETTING_ROUND: Duration = Duration::from_secs(3600);

/// What a house builds itself from.
pub struct Shell<C> {
    /// The service's name.
    pub name: &'static str,
    /// What every house is told.
    pub config: Config,
    /// The house's own sections.
    pub house: C,
    /// Time of domain dates, timelines and record times.
    pub business_clock: BusinessClock,
    /// Time of certificates, leases and back-off.
    pub system_clock: SystemClock,
    /// The directory: who is who, and what is revoked.
    pub trust: Trust,
    /// Owns every task.
    pub lifecycle: Lifecycle,
    identity: Identity,
}

/// Runs a service: `fn main() -> ExitCode { service::main("registry", build) }`.
///
/// Reads arguments and configuration (exit code 2 with every reason if they are wrong), binds both sockets,
/// has `build` make the house from the shell, serves what it returns, and stops in order on SIGTERM or
/// SIGINT: NOT_SERVING, finish what is under way, hard stop after 25 s.
pub fn main<C, B>(name: &'static str, build: B) -> ExitCode
where
    C: Serialize + DeserializeOwned,
    B: AsyncFnOnce(&Shell<C>) -> anyhow::Result<Server>,
{
    let settings = match config::from_arguments(name, std::env::args().skip(1)) {
        Ok(Loaded::Serve(settings)) => settings,
        Ok(Loaded::Print(text)) => {
            let _ = writeln!(std::io::stdout(), "{text}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{name}: the configuration can't be used\n{error}");
            return ExitCode::from(BAD_CONFIG);
        }
    };
    match run(name, *settings, build) {
        Ok(exit) => exit,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{name}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run<C, B>(name: &'static str, settings: Settings<C>, build: B) -> anyhow::Result<ExitCode>
where
    B: AsyncFnOnce(&Shell<C>) -> anyhow::Result<Server>,
{
    // One provider for every TLS connection of the process, librdkafka's apart; a second call changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let telemetry = runtime.block_on(async { telemetry::init(name, &settings.common) })?;
    let exit = runtime.block_on(live(name, settings, build));
    if let Err(error) = &exit {
        tracing::error!(error = %format!("{error:#}"), "the service could not start");
    }
    telemetry.shutdown();
    runtime.shutdown_timeout(Duration::from_secs(1));
    exit
}

async fn live<C, B>(name: &'static str, settings: Settings<C>, build: B) -> anyhow::Result<ExitCode>
where
    B: AsyncFnOnce(&Shell<C>) -> anyhow::Result<Server>,
{
    let config = settings.common;
    // Bound before anything slow or fallible: a taken port is known at once.
    let listener = bind("listen", config.listen).await?;
    let admin_listener = bind("admin", config.admin).await?;
    let (listen, admin) = (listener.local_addr()?, admin_listener.local_addr()?);

    if config.profile == Profile::Dev {
        fault::allow();
    }
    let shell = Shell::new(name, config, settings.house)?;
    let server = build(&shell).await?;
    let Shell { config, trust, lifecycle, business_clock, .. } = shell;
    let pause = if config.profile == Profile::Production { DRAIN } else { Duration::ZERO };

    let (tls, trust_domain) = (config.tls.clone(), config.trust_domain.clone());
    admin::serve(&lifecycle, admin_listener, config, trust.clone(), business_clock.clone());
    server.serve(&lifecycle, Door { listener, tls, trust_domain, trust, business_clock })?;
    tracing::info!(%listen, %admin, "{name} serves");
    Ok(lifecycle.run(pause).await?)
}

async fn bind(key: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("{key} = {address}"))
}

impl<C> Shell<C> {
    fn new(name: &'static str, config: Config, house: C) -> anyhow::Result<Self> {
        let tls = &config.tls;
        let identity = Identity::files(&tls.roots, &tls.certificate, &tls.key);
        let lifecycle = Lifecycle::default();
        let trust = match &config.trust.endpoint {
            None => Trust::own(None),
            Some(url) => {
                let trust = Trust::open(&config.trust.snapshot, &tls.roots, &config.trust_domain)?;
                let endpoint = Endpoint { service: "identity".to_owned(), url: url.clone() };
                let following =
                    trust::follow(trust.clone(), endpoint.clone(), identity.clone(), lifecycle.stop());
                lifecycle.spawn("trust", following);
                let renewal = renewal::Renewal {
                    tls: tls.clone(),
                    trust_domain: config.trust_domain.clone(),
                    channel: channel::connect(&endpoint, &identity)?,
                };
                lifecycle.spawn("certificate renewal", renewal.run(lifecycle.stop()));
                trust
            }
        };
        let business_clock = match &config.business_clock {
            None => BusinessClock::system(),
            Some(path) => BusinessClock::file(path),
        };
        Ok(Self {
            name,
            config,
            house,
            business_clock,
            system_clock: SystemClock,
            trust,
            lifecycle,
            identity,
        })
    }

    /// A channel to another house, by the address under `peers`. Connects on first use.
    ///
    /// # Errors
    /// When the configuration names no such peer.
    pub fn peer(&self, service: &str) -> anyhow::Result<Channel> {
        let url = self.config.peers.get(service).with_context(|| format!("peers.{service} is not set"))?;
        let endpoint = Endpoint { service: service.to_owned(), url: url.clone() };
        Ok(channel::connect(&endpoint, &self.identity)?)
    }

    /// Cancelled when the parts should finish what they are at, and end.
    pub fn stop(&self) -> CancellationToken {
        self.lifecycle.stop()
    }

    /// Runs a part for as long as the service lives; one that ends early ends the service.
    pub fn spawn<E: Display>(
        &self,
        name: &'static str,
        part: impl Future<Output = Result<(), E>> + Send + 'static,
    ) {
        self.lifecycle.spawn(name, part);
    }

    /// Runs `round` every now and then until the service stops. A round takes what is due and says how much
    /// it did: after something the next follows at once, after nothing or an error (logged) after `every`,
    /// a little more or less.
    pub fn worker<F, W, E>(&self, name: &'static str, every: Duration, round: F)
    where
        F: FnMut() -> W + Send + 'static,
        W: Future<Output = Result<usize, E>> + Send,
        E: Display + Send,
    {
        worker::spawn(&self.lifecycle, name, every, round);
    }

    /// Has the answers and settled effects of the house's database forgotten when their thirty days are over;
    /// for every house that takes requests.
    pub fn forget_old_answers(&self, pool: &PgPool) {
        let (pool, clock) = (pool.clone(), self.system_clock);
        self.worker("answers", FORGETTING_ROUND, move || {
            let (pool, now) = (pool.clone(), clock.now());
            async move { command::forget_old(&pool, now).await }
        });
    }

    /// Opens a second door with server authentication only: identity's enrolment listener. Callers there are
    /// `Anonymous`, and policies permit them what `identity.cedar` lists.
    ///
    /// # Errors
    /// When the address is taken or the certificate can't be read.
    pub async fn open_to_anybody(&self, address: SocketAddr, server: Server) -> anyhow::Result<SocketAddr> {
        let listener = bind("enrolment.listen", address).await?;
        let bound = listener.local_addr()?;
        let door = Door {
            listener,
            tls: self.config.tls.clone(),
            trust_domain: self.config.trust_domain.clone(),
            trust: self.trust.clone(),
            business_clock: self.business_clock.clone(),
        };
        server.serve_anybody(&self.lifecycle, door)?;
        Ok(bound)
    }
}

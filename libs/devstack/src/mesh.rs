//! The whole mesh: first trust, six services, operators' keys, and the handles that faults need.
//!
//! Trust has no circle because it is made in one order (architecture.md §4): PostgreSQL, `identity
//! init`, the broker's leaf, Kafka, `bridge bootstrap`, the services, and then the keys of persons and
//! partners through identity's enrolment listener.

mod business_time;
mod config;
mod contexts;
mod enrol;
mod faults;
mod house;
mod links;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::sys::signal::Signal;

use crate::kafka::{self, Kafka};
use crate::postgres::Postgres;
use crate::process::Process;
use crate::proxy::{Link, Proxy};
use config::Places;
pub use contexts::Credentials;
pub use faults::Admin;
use house::House;

/// The services, in the order in which they start.
pub const HOUSES: [&str; 6] = ["identity", "registry", "workflow", "document", "notification", "bridge"];

/// One-shot commands (migrations and keys included) end well within this.
const ONE_SHOT: Duration = Duration::from_secs(90);

/// What a mesh is made from.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where everything lives: databases, keys, logs, papers. Used again, the mesh goes on with what is
    /// there. As root it must be reachable for other users (PostgreSQL refuses root).
    pub folder: PathBuf,
    /// The folder of the six binaries, see [`crate::folder::binaries`].
    pub binaries: PathBuf,
    /// The folder of the papers' fonts, see [`crate::folder::fonts`].
    pub fonts: PathBuf,
    /// The first operators, as CSV with the header of the directory's `operators.csv`; they can be
    /// enrolled before a directory is imported.
    pub first_operators: String,
    /// The issuing offices that get a signing key.
    pub offices: Vec<Office>,
    /// The partners' systems that get topics, `<role>-<area code>`.
    pub partners: Vec<String>,
    /// Life of a service's leaf as identity's configuration writes it, e.g. `10s`; a day if left out.
    pub service_life: Option<String>,
}

/// An office that issues papers.
#[derive(Debug, Clone)]
pub struct Office {
    /// The jurisdiction that it issues for, e.g. `jingmen`.
    pub jurisdiction: String,
    /// Its full name as printed (印发机关全称).
    pub name: String,
}

/// A running mesh. [`Devstack::stop`] ends it in order; dropping it ends it bluntly.
#[derive(Debug)]
pub struct Devstack {
    // Fields end in this order when dropped: services, broker, database, links.
    houses: Vec<House>,
    kafka: Kafka,
    postgres: Postgres,
    proxy: Proxy,
    places: Places,
}

impl Devstack {
    /// Starts a mesh and answers when all six services are ready.
    ///
    /// # Errors
    /// Something that the machine lacks, or the first part that did not come up, with the end of its log.
    pub async fn start(options: Options) -> Result<Self> {
        Self::start_through(Proxy::default(), options).await
    }

    /// Starts a mesh whose processes call each other without a proxy between them, the broker's listeners
    /// aside: for measuring. Its links can't be held or cut.
    ///
    /// # Errors
    /// As [`Devstack::start`].
    pub async fn start_direct(options: Options) -> Result<Self> {
        Self::start_through(Proxy::direct(), options).await
    }

    async fn start_through(mut proxy: Proxy, options: Options) -> Result<Self> {
        let places = Places::new(options)?;
        links::open(&mut proxy).await?;

        let postgres = Postgres::start(&places.folder.join("postgres"), &HOUSES).await?;
        links::lead_to(&proxy, "postgres", postgres.address());
        let mut houses = Vec::new();
        for name in HOUSES {
            let house = House::new(name)?;
            links::lead_to(&proxy, name, house.listen());
            houses.push(house);
        }
        for house in &houses {
            house.configure(&places, &proxy, &postgres)?;
        }
        let mut init = places.command("identity");
        init.arg("init").arg("--config").arg(places.config("identity"));
        init.arg("--out").arg(places.trust()).arg("--seed").arg(places.seed()?);
        to_its_end("identity init", init, &places).await?;

        let kafka = start_kafka(&places, &proxy).await?;
        places.write_bootstrap(&proxy)?;
        let mut bootstrap = places.command("bridge");
        bootstrap.arg("bootstrap").arg("--config").arg(places.config("bootstrap"));
        to_its_end("bridge bootstrap", bootstrap, &places).await?;
        make_office_keys(&places).await?;

        let mut stack = Self { houses, kafka, postgres, proxy, places };
        stack.start_houses().await?;
        Ok(stack)
    }

    async fn start_houses(&mut self) -> Result<()> {
        for house in &mut self.houses {
            house.start(&self.places)?;
        }
        // Identity is the first: the others are ready once they have its trust snapshot.
        for house in &mut self.houses {
            house.ready().await?;
        }
        contexts::write(&self.places, &self.proxy)
    }

    /// The folder of everything.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.places.folder
    }

    /// The folder of the logs, `<service>.log` each; the servers' own logs lie beside their data.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.places.logs()
    }

    /// The contexts file for `bianzhi` (`BIANZHI_CONTEXTS`): who was enrolled, and where the services are.
    #[must_use]
    pub fn contexts(&self) -> PathBuf {
        self.places.contexts().join("contexts.toml")
    }

    /// The trust roots, PEM.
    #[must_use]
    pub fn roots(&self) -> PathBuf {
        self.places.trust().join("root.pem")
    }

    /// The public keys and revocations of the issuing offices, as document publishes them.
    #[must_use]
    pub fn office_keys(&self) -> PathBuf {
        self.places.signer().join("keys.json")
    }

    /// The broker's address for partners' systems, `host:port`.
    ///
    /// # Errors
    /// Never, once the mesh has started.
    pub fn partners_brokers(&self) -> Result<String> {
        Ok(self.link(links::PARTNERS, "kafka")?.address().to_string())
    }

    /// The link by which `from` calls `to`. Callers are the six services, `cli` (all operators), `partners`
    /// and `bootstrap`; called are the six services, `kafka` and `postgres`.
    ///
    /// # Errors
    /// There is no such link.
    pub fn link(&self, from: &str, to: &str) -> Result<&Link> {
        self.proxy.link(from, to)
    }

    /// Every link.
    #[must_use]
    pub fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    /// Ends a service, `kafka` or `postgres` as a crash would (`kill -9`).
    ///
    /// # Errors
    /// There is none of that name, or it does not run.
    pub fn kill(&mut self, name: &str) -> Result<()> {
        self.process(name)?.kill()
    }

    /// Stops a service, `kafka` or `postgres` in order, if it still runs, and starts it again; answers when
    /// it is ready.
    ///
    /// # Errors
    /// There is none of that name, or it does not come up.
    pub async fn restart(&mut self, name: &str) -> Result<()> {
        match name {
            "kafka" => {
                self.kafka.stop().await?;
                self.kafka.start_again().await
            }
            "postgres" => {
                self.postgres.stop().await?;
                self.postgres.start_again().await
            }
            _ => {
                let places = &self.places;
                let house = house_named(&mut self.houses, name)?;
                house.stop().await?;
                house.start(places)?;
                house.ready().await
            }
        }
    }

    /// The process of a service, of `kafka` or of `postgres`: its log, its number, other signals.
    ///
    /// # Errors
    /// There is none of that name, or it was never started.
    pub fn process(&mut self, name: &str) -> Result<&mut Process> {
        match name {
            "kafka" => Ok(self.kafka.process()),
            "postgres" => Ok(self.postgres.process()),
            _ => house_named(&mut self.houses, name)?.process(),
        }
    }

    /// Makes sure that everything still runs.
    ///
    /// # Errors
    /// The first part that has ended, with the end of its log.
    pub fn check(&mut self) -> Result<()> {
        for name in HOUSES.iter().chain(&["kafka", "postgres"]) {
            let process = self.process(name)?;
            if let Some(status) = process.ended()? {
                bail!("{name} has ended ({status})\n{}", process.last_words());
            }
        }
        Ok(())
    }

    /// Stops everything in order: services, Kafka, PostgreSQL. The folder stays.
    ///
    /// # Errors
    /// The first part that had to be killed; the others are stopped all the same.
    pub async fn stop(mut self) -> Result<()> {
        let mut outcome = Ok(());
        for house in &mut self.houses {
            outcome = outcome.and(house.ask_to_stop());
        }
        for house in &mut self.houses {
            outcome = outcome.and(house.stop().await);
        }
        outcome = outcome.and(self.kafka.stop().await);
        outcome.and(self.postgres.stop().await)
    }
}

fn house_named<'a>(houses: &'a mut [House], name: &str) -> Result<&'a mut House> {
    houses.iter_mut().find(|house| house.name() == name).with_context(|| format!("no service {name}"))
}

async fn start_kafka(places: &Places, proxy: &Proxy) -> Result<Kafka> {
    let tls = kafka::Tls {
        keystore: places.trust().join("services/kafka/broker.pem"),
        roots: places.trust().join("root.pem"),
    };
    let mut listeners = Vec::new();
    for client in links::kafka_clients() {
        let link = proxy.link(client, "kafka")?;
        let listener = kafka::listener(client, link.address())?;
        link.lead_to(listener.address);
        listeners.push(listener);
    }
    Kafka::start(&places.folder.join("kafka"), &tls, &listeners).await
}

async fn make_office_keys(places: &Places) -> Result<()> {
    fs::create_dir_all(places.signer()).context("make the folder of the offices' keys")?;
    for office in &places.offices {
        let made = places.signer().join(format!("{}.made", office.jurisdiction));
        if made.exists() {
            continue;
        }
        let mut create = places.command("document");
        create.args(["key", "create", "--folder"]).arg(places.signer());
        create.args(["--jurisdiction", &office.jurisdiction, "--office", &office.name]);
        to_its_end("document key create", create, places).await?;
        fs::write(made, "").context("note that an office has its key")?;
    }
    Ok(())
}

/// Runs a command to its end; its output goes to a log of its own.
async fn to_its_end(name: &str, command: Command, places: &Places) -> Result<()> {
    let log = places.logs().join(format!("{}.log", name.replace(' ', "-")));
    let mut process = Process::start(name, command, &log, Signal::SIGKILL)?;
    let status = process.wait(ONE_SHOT).await?;
    if !status.success() {
        bail!("{name} failed ({status})\n{}", process.last_words());
    }
    Ok(())
}

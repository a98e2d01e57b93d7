//! Where the services are, and channels to them with somebody's certificate.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use channel::{Channel, Endpoint, Identity};
use devstack::mesh::HOUSES;

use crate::world::World;

/// Addresses and key files of a mesh.
#[derive(Debug, Clone)]
pub(super) struct Directions {
    addresses: BTreeMap<&'static str, SocketAddr>,
    /// Folder of the operators' keys.
    operators: PathBuf,
    folder: PathBuf,
    roots: PathBuf,
}

impl Directions {
    pub(super) fn of(world: &World) -> Result<Self> {
        let mut addresses = BTreeMap::new();
        for house in HOUSES {
            addresses.insert(house, world.mesh.link("cli", house)?.address());
        }
        let contexts = world.mesh.contexts();
        let operators = contexts.parent().context("the contexts file lies in a folder")?.to_owned();
        let (folder, roots) = (world.mesh.folder().to_owned(), world.mesh.roots());
        Ok(Self { addresses, operators, folder, roots })
    }

    /// A connection of its own to a service, with an operator's certificate.
    pub(super) fn operator(&self, id: &str, service: &str) -> Result<Channel> {
        let address = self.addresses.get(service).with_context(|| format!("no service {service}"))?;
        self.connect(&self.operator_identity(id), service, *address)
    }

    /// As whom an operator calls.
    pub(super) fn operator_identity(&self, id: &str) -> Identity {
        let file = |ending: &str| self.operators.join(format!("{id}{ending}"));
        Identity::files(&self.roots, &file(".pem"), &file(".key.pem"))
    }

    /// A connection from one service to another, with that service's own certificate.
    pub(super) fn service(&self, from: &str, to: &str) -> Result<Channel> {
        let files = self.service_files(from);
        let identity = Identity::files(&self.roots, &files.certificate, &files.key);
        let address = self.addresses.get(to).with_context(|| format!("no service {to}"))?;
        self.connect(&identity, to, *address)
    }

    /// A connection to whoever listens at `address` and proves to be `service`.
    pub(super) fn connect(&self, who: &Identity, service: &str, address: SocketAddr) -> Result<Channel> {
        let endpoint = Endpoint { service: service.to_owned(), url: format!("https://{address}") };
        Ok(channel::connect(&endpoint, who)?)
    }

    /// The certificate that a service shows.
    pub(super) fn service_files(&self, name: &str) -> Files {
        let folder = self.folder.join("trust/services").join(name);
        Files { certificate: folder.join("certificate.pem"), key: folder.join("key.pem") }
    }

    /// The trust roots, PEM.
    pub(super) fn roots(&self) -> PathBuf {
        self.roots.clone()
    }

    /// The URL of a service's own database, which its configuration names.
    pub(super) fn database(&self, service: &str) -> Result<String> {
        let file = self.folder.join("services").join(service).join("bianzhi.toml");
        let text = std::fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
        let url = text.lines().find_map(|line| line.strip_prefix("url = \"")?.strip_suffix('"'));
        Ok(url.with_context(|| format!("{} names no database", file.display()))?.to_owned())
    }
}

/// PEM files of a certificate and its key.
#[derive(Debug, Clone)]
pub(super) struct Files {
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

//! Who calls whom: each way has a link of its own.

use std::net::SocketAddr;

use anyhow::Result;

use super::HOUSES;
use crate::proxy::Proxy;

/// All operators' command lines.
pub(super) const CLI: &str = "cli";
/// All partners' systems.
pub(super) const PARTNERS: &str = "partners";
/// The command that makes topics and ACLs.
pub(super) const BOOTSTRAP: &str = "bootstrap";

/// Everyone with a listener of his own at the broker.
pub(super) fn kafka_clients() -> impl Iterator<Item = &'static str> {
    HOUSES.into_iter().chain([PARTNERS, BOOTSTRAP])
}

/// Opens every link; they lead nowhere yet.
pub(super) async fn open(proxy: &mut Proxy) -> Result<()> {
    for to in HOUSES {
        for from in HOUSES.into_iter().chain([CLI]).filter(|from| *from != to) {
            proxy.open(from, to).await?;
        }
    }
    for from in HOUSES {
        proxy.open(from, "postgres").await?;
    }
    for from in kafka_clients() {
        proxy.open(from, "kafka").await?;
    }
    Ok(())
}

/// Tells all links to one process where it listens.
pub(super) fn lead_to(proxy: &Proxy, to: &str, address: SocketAddr) {
    for link in proxy.links_to(to) {
        link.lead_to(address);
    }
}

//! A TCP proxy between any two processes of the mesh. It carries bytes and knows nothing of TLS, so
//! both ends still authenticate each other.
//!
//! Every link has a name: who calls whom. By it a test holds, delays, cuts or heals the link.

mod carry;

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// What a link does with the bytes given to it, in both directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Passes them on.
    Open,
    /// Passes them on this much later, in order.
    Delayed(Duration),
    /// Keeps them, and the connections, until it is healed: a network that lost its way.
    Held,
    /// Ends every connection, and every new one at once: a network that is down.
    Cut,
}

/// All links of a mesh. Dropping it ends every connection.
#[derive(Debug, Default)]
pub struct Proxy {
    links: BTreeMap<(String, String), Link>,
    tasks: JoinSet<()>,
    direct: bool,
}

/// One way between two processes.
#[derive(Debug)]
pub struct Link {
    address: SocketAddr,
    /// Whether callers are sent to the called process itself once it is known where that listens.
    direct: bool,
    target: watch::Sender<Option<SocketAddr>>,
    state: watch::Sender<State>,
}

impl Proxy {
    /// A proxy that steps aside: a link that leads somewhere already gives its callers that address, and
    /// can't be held or cut. For measuring, where a hop more would be measured, too.
    #[must_use]
    pub fn direct() -> Self {
        Self { direct: true, ..Self::default() }
    }

    /// Opens a link and answers where `from` connects. It leads nowhere (connections wait) until
    /// [`Link::lead_to`] tells where `to` listens.
    ///
    /// # Errors
    /// There is such a link already, or no port is to be had.
    pub async fn open(&mut self, from: &str, to: &str) -> Result<SocketAddr> {
        let name = (from.to_owned(), to.to_owned());
        if self.links.contains_key(&name) {
            bail!("there is a link from {from} to {to} already");
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .with_context(|| format!("open the link from {from} to {to}"))?;
        let address = listener.local_addr().context("address of a link")?;
        let (target, where_to) = watch::channel(None);
        let (state, seen) = watch::channel(State::Open);
        self.tasks.spawn(serve(listener, where_to, seen));
        let link = Link { address, direct: self.direct, target, state };
        self.links.insert(name, link);
        Ok(address)
    }

    /// The link between two processes.
    ///
    /// # Errors
    /// There is none.
    pub fn link(&self, from: &str, to: &str) -> Result<&Link> {
        self.links
            .get(&(from.to_owned(), to.to_owned()))
            .with_context(|| format!("no link from {from} to {to}"))
    }

    /// Every link that leads to a process.
    pub fn links_to<'a>(&'a self, to: &'a str) -> impl Iterator<Item = &'a Link> {
        self.links.iter().filter(move |((_, end), _)| end == to).map(|(_, link)| link)
    }
}

impl Link {
    /// Where the caller connects.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        match *self.target.borrow() {
            Some(target) if self.direct => target,
            _ => self.address,
        }
    }

    /// Tells where the called process listens. Connections made before are not moved.
    pub fn lead_to(&self, target: SocketAddr) {
        self.target.send_replace(Some(target));
    }

    /// Keeps what is sent from now on until [`Link::heal`].
    pub fn hold(&self) {
        self.set(State::Held);
    }

    /// Makes every byte take this much longer, one way.
    pub fn delay(&self, by: Duration) {
        self.set(State::Delayed(by));
    }

    /// Ends all connections and refuses new ones until [`Link::heal`].
    pub fn cut(&self) {
        self.set(State::Cut);
    }

    /// Lets everything pass again; what was held goes first.
    pub fn heal(&self) {
        self.set(State::Open);
    }

    /// What the link does at present.
    #[must_use]
    pub fn state(&self) -> State {
        *self.state.borrow()
    }

    fn set(&self, state: State) {
        self.state.send_replace(state);
    }
}

/// Takes connections as long as the link exists; they end with it.
async fn serve(
    listener: TcpListener,
    target: watch::Receiver<Option<SocketAddr>>,
    state: watch::Receiver<State>,
) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
        };
        let near = match accepted {
            Ok((near, _)) => near,
            // The other end gave up before we took it; too many files would be another matter.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => continue,
            Err(_) => return,
        };
        if *state.borrow() == State::Cut {
            carry::reset(&near);
            continue;
        }
        connections.spawn(carry::connection(near, target.clone(), state.clone()));
    }
}

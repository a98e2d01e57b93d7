//! The broker's configuration.

use std::net::SocketAddr;
use std::path::Path;

use super::Tls;

/// A door of the broker for one client (or one kind of clients).
#[derive(Debug, Clone)]
pub struct Listener {
    /// Whose it is; letters and digits, for example `workflow`.
    pub client: String,
    /// Where the broker listens.
    pub address: SocketAddr,
    /// Where it tells the client to connect: a proxy in front of `address`, or `address` itself.
    pub advertised: SocketAddr,
}

impl Listener {
    fn name(&self) -> String {
        self.client.to_uppercase()
    }
}

const FIXED: &str = include_str!("../../kafka/server.properties");

/// The whole `server.properties`. 127.0.0.1 everywhere: never `localhost` (a client may try ::1
/// first), never 0.0.0.0.
pub(super) fn text(
    folder: &Path,
    tls: &Tls,
    listeners: &[Listener],
    internal: SocketAddr,
    controller: SocketAddr,
) -> String {
    let own = [("INTERNAL", internal), ("CONTROLLER", controller)];
    let list = |entries: &mut dyn Iterator<Item = String>| entries.collect::<Vec<_>>().join(",");
    let opened = list(
        &mut listeners
            .iter()
            .map(|listener| format!("{}://{}", listener.name(), listener.address))
            .chain(own.map(|(name, address)| format!("{name}://{address}"))),
    );
    let advertised = list(
        &mut listeners
            .iter()
            .map(|listener| format!("{}://{}", listener.name(), listener.advertised))
            .chain([format!("INTERNAL://{internal}")]),
    );
    let protocols = list(
        &mut listeners
            .iter()
            .map(Listener::name)
            .chain(own.map(|(name, _)| name.to_owned()))
            .map(|name| format!("{name}:SSL")),
    );
    format!(
        "listeners={opened}\n\
         advertised.listeners={advertised}\n\
         listener.security.protocol.map={protocols}\n\
         controller.quorum.voters=1@{controller}\n\
         log.dirs={data}\n\
         ssl.keystore.location={keystore}\n\
         ssl.truststore.location={roots}\n\
         \n\
         {FIXED}",
        data = folder.join("data").display(),
        keystore = tls.keystore.display(),
        roots = tls.roots.display(),
    )
}

/// A broker in plain text for the one run that makes the class archive: it serves nobody.
pub(super) fn training(folder: &Path, internal: SocketAddr, controller: SocketAddr) -> String {
    let fixed: String = FIXED
        .lines()
        .filter(|line| !line.starts_with("ssl.") && !line.starts_with("authorizer."))
        .map(|line| format!("{line}\n"))
        .collect();
    format!(
        "listeners=INTERNAL://{internal},CONTROLLER://{controller}\n\
         listener.security.protocol.map=INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT\n\
         controller.quorum.voters=1@{controller}\n\
         log.dirs={data}\n\
         \n\
         {fixed}",
        data = folder.join("data").display(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_sent_to_its_proxy_and_the_broker_listens_behind_it() {
        let tls = Tls { keystore: "/k/broker.pem".into(), roots: "/k/root.pem".into() };
        let workflow = Listener {
            client: "workflow".to_owned(),
            address: ([127, 0, 0, 1], 1001).into(),
            advertised: ([127, 0, 0, 1], 2001).into(),
        };

        let text = text(
            Path::new("/stack"),
            &tls,
            &[workflow],
            ([127, 0, 0, 1], 1002).into(),
            ([127, 0, 0, 1], 1003).into(),
        );

        let head: Vec<&str> = text.lines().take(7).collect();
        assert_eq!(
            head,
            [
                "listeners=WORKFLOW://127.0.0.1:1001,INTERNAL://127.0.0.1:1002,CONTROLLER://127.0.0.1:1003",
                "advertised.listeners=WORKFLOW://127.0.0.1:2001,INTERNAL://127.0.0.1:1002",
                "listener.security.protocol.map=WORKFLOW:SSL,INTERNAL:SSL,CONTROLLER:SSL",
                "controller.quorum.voters=1@127.0.0.1:1003",
                "log.dirs=/stack/data",
                "ssl.keystore.location=/k/broker.pem",
                "ssl.truststore.location=/k/root.pem",
            ]
        );
    }
}

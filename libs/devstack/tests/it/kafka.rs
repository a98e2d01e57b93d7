use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use devstack::folder;
use devstack::kafka::{self, Kafka};
use devstack::proxy::Proxy;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::ca::{Ca, Leaf};

/// Asks the broker which requests it knows (`ApiVersions` v0, no client id): the first thing that
/// every client asks, answered to whoever gets through the handshake and the name rules.
async fn answered(address: SocketAddr, root: &str, leaf: Option<&Leaf>) -> std::io::Result<bool> {
    const QUESTION: [u8; 14] = [0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 7, 0xff, 0xff];
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(root.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_root_certificates(roots);
    let config = match leaf {
        None => config.with_no_client_auth(),
        Some(leaf) => {
            let chain = vec![CertificateDer::from_pem_slice(leaf.certificate.as_bytes()).unwrap()];
            let key = PrivateKeyDer::from_pem_slice(leaf.key.as_bytes()).unwrap();
            config.with_client_auth_cert(chain, key).unwrap()
        }
    };
    let exchange = async {
        let stream = TcpStream::connect(address).await?;
        let name = ServerName::from(address.ip());
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
        stream.write_all(&QUESTION).await?;
        let mut answer = [0; 8];
        stream.read_exact(&mut answer).await?;
        Ok(answer.ends_with(&[0, 0, 0, 7]))
    };
    tokio::time::timeout(Duration::from_secs(20), exchange).await.unwrap()
}

/// A broker with one listener, for `workflow`, behind its proxy.
async fn broker(place: &Path, ca: &Ca, proxy: &mut Proxy) -> (Kafka, SocketAddr) {
    let tls = ca.broker(place);
    let address = proxy.open("workflow", "kafka").await.unwrap();
    let listener = kafka::listener("workflow", address).unwrap();
    proxy.link("workflow", "kafka").unwrap().lead_to(listener.address);
    let kafka = Kafka::start(&place.join("kafka"), &tls, &[listener]).await.unwrap();
    (kafka, address)
}

#[tokio::test]
async fn a_broker_answers_members_of_the_mesh_and_refuses_everyone_else() {
    let place = folder::temporary().unwrap();
    let (ca, stranger) = (Ca::new(), Ca::new());
    let mut proxy = Proxy::default();
    let (mut kafka, address) = broker(place.path(), &ca, &mut proxy).await;
    let root = ca.root();

    let member = answered(address, &root, Some(&ca.leaf("workflow", "mesh"))).await;
    assert!(member.unwrap());
    let partner = answered(address, &root, Some(&ca.leaf("finance-420881", "partner"))).await;
    assert!(partner.unwrap());
    for (who, leaf) in [
        ("no certificate", None),
        ("a super user's name from another CA", Some(stranger.leaf("bootstrap", "mesh"))),
        ("a person", Some(ca.leaf("edu-clerk", "unit"))),
        ("a name that fits no rule", Some(ca.leaf("Kafka_1", "mesh"))),
    ] {
        let refused = answered(address, &root, leaf.as_ref()).await;
        assert!(refused.is_err(), "{who}: {refused:?}");
    }

    kafka.stop().await.unwrap();
}

#[tokio::test]
async fn a_cut_link_silences_the_broker_for_its_client_and_a_killed_broker_comes_back() {
    let place = folder::temporary().unwrap();
    let ca = Ca::new();
    let mut proxy = Proxy::default();
    let (mut kafka, address) = broker(place.path(), &ca, &mut proxy).await;
    let (root, workflow) = (ca.root(), ca.leaf("workflow", "mesh"));

    proxy.link("workflow", "kafka").unwrap().cut();
    assert!(answered(address, &root, Some(&workflow)).await.is_err());
    proxy.link("workflow", "kafka").unwrap().heal();
    assert!(answered(address, &root, Some(&workflow)).await.unwrap());

    kafka.process().kill().unwrap();
    assert!(answered(address, &root, Some(&workflow)).await.is_err());
    kafka.start_again().await.unwrap();
    assert!(answered(address, &root, Some(&workflow)).await.unwrap());

    kafka.stop().await.unwrap();
}

//! `e2e echo`: tonic behind mTLS and nothing else: the yardstick for what our own layers cost.
//!
//! It takes the messages of `CheckChange`, decodes and encodes them as any server does, and finds nothing. No trust
//! snapshot, no policy, no log, no trace, no database.

use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use anyhow::Result;
use clap::Args;
use proto::registry::v1::change_service_server::{ChangeService, ChangeServiceServer};
use proto::registry::v1::{
    ApplyChangeRequest, ApplyChangeResponse, CheckChangeRequest, CheckChangeResponse, RecordDocumentsRequest,
    RecordDocumentsResponse,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::Connected;
use tonic::{Request, Response, Status};

/// With which certificate it serves.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Trust roots, PEM.
    #[arg(long)]
    pub(super) roots: PathBuf,
    /// Leaf and issuing CA, PEM.
    #[arg(long)]
    pub(super) certificate: PathBuf,
    /// Key, PEM.
    #[arg(long)]
    pub(super) key: PathBuf,
}

/// Prints its port and serves until it is ended.
///
/// # Errors
/// A PEM file is none, or no port is free.
pub async fn run(arguments: &Arguments) -> Result<()> {
    let tls = TlsAcceptor::from(Arc::new(configure(arguments)?));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    say(&listener.local_addr()?.port().to_string());
    let (ready, connections) = mpsc::channel(64);
    let mut accepting = JoinSet::new();
    accepting.spawn(async move {
        let mut handshakes = JoinSet::new();
        loop {
            let Ok((tcp, _)) = listener.accept().await else { return };
            let (tls, ready) = (tls.clone(), ready.clone());
            handshakes.spawn(async move {
                let _ = tcp.set_nodelay(true);
                if let Ok(stream) = tls.accept(tcp).await {
                    let _ = ready.send(io::Result::Ok(Connection(stream))).await;
                }
            });
        }
    });
    let server = tonic::transport::Server::builder().add_service(ChangeServiceServer::new(Echo));
    Ok(server.serve_with_incoming(ReceiverStream::new(connections)).await?)
}

fn configure(arguments: &Arguments) -> Result<ServerConfig> {
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_file_iter(&arguments.roots)? {
        roots.add(root?)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build()?;
    let chain = CertificateDer::pem_file_iter(&arguments.certificate)?.collect::<Result<Vec<_>, _>>()?;
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, PrivateKeyDer::from_pem_file(&arguments.key)?)?;
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(config)
}

struct Echo;

#[tonic::async_trait]
impl ChangeService for Echo {
    async fn check_change(
        &self,
        _: Request<CheckChangeRequest>,
    ) -> Result<Response<CheckChangeResponse>, Status> {
        Ok(Response::new(CheckChangeResponse { findings: Vec::new() }))
    }

    async fn apply_change(
        &self,
        _: Request<ApplyChangeRequest>,
    ) -> Result<Response<ApplyChangeResponse>, Status> {
        Err(Status::unimplemented("an echo applies nothing"))
    }

    async fn record_documents(
        &self,
        _: Request<RecordDocumentsRequest>,
    ) -> Result<Response<RecordDocumentsResponse>, Status> {
        Err(Status::unimplemented("an echo records nothing"))
    }
}

/// A TLS connection, as tonic takes it.
struct Connection(TlsStream<TcpStream>);

impl Connected for Connection {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

#[expect(clippy::print_stdout, reason = "whoever started it reads the port from standard output")]
fn say(line: &str) {
    println!("{line}");
}

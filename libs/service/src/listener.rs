//! TLS connections and who is at their other end.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use policy::Certificate;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::Connected;

use crate::lifecycle::Lifecycle;

const HANDSHAKE: Duration = Duration::from_secs(5);
const HANDSHAKES_AT_ONCE: usize = 256;

/// Who is at the other end of a connection: parsed once, when it is made.
#[derive(Debug, Clone)]
pub(crate) struct Peer(pub(crate) Arc<Shown>);

/// What the other end showed.
#[derive(Debug)]
pub(crate) enum Shown {
    /// A certificate that names its principal.
    Certificate(Certificate),
    /// A certificate of our roots that names nobody, and why.
    Unreadable(String),
    /// None: the enrolment listener.
    Nothing,
}

/// One TLS connection.
pub(crate) struct Connection {
    stream: TlsStream<TcpStream>,
    peer: Peer,
}

/// Accepts connections until the service stops. Handshakes run beside each other, a bounded number at once;
/// one that fails is logged at debug level: the client learns it from the alert.
pub(crate) fn accept(
    lifecycle: &Lifecycle,
    name: &'static str,
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    trust_domain: &str,
) -> ReceiverStream<io::Result<Connection>> {
    let (ready, connections) = mpsc::channel(64);
    let (owner, stop, trust_domain) = (lifecycle.clone(), lifecycle.stop(), Arc::<str>::from(trust_domain));
    let places = Arc::new(Semaphore::new(HANDSHAKES_AT_ONCE));
    lifecycle.spawn(name, async move {
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => return Ok::<(), std::convert::Infallible>(()),
                accepted = listener.accept() => accepted,
            };
            let tcp = match accepted {
                Ok((tcp, _)) => tcp,
                Err(error) => {
                    // Out of file descriptors, most likely: give the others time to end.
                    tracing::warn!(%error, "a connection can't be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { continue };
            let (tls, ready, trust_domain) = (Arc::clone(&tls), ready.clone(), Arc::clone(&trust_domain));
            owner.spawn_work(async move {
                match tokio::time::timeout(HANDSHAKE, shake(tls, tcp, &trust_domain)).await {
                    Ok(Ok(connection)) => drop(ready.send(Ok(connection)).await),
                    Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
                    Err(_) => tracing::debug!("a TLS handshake took too long"),
                }
                drop(place);
            });
        }
    });
    ReceiverStream::new(connections)
}

async fn shake(tls: Arc<ServerConfig>, tcp: TcpStream, trust_domain: &str) -> io::Result<Connection> {
    tcp.set_nodelay(true)?;
    let stream = TlsAcceptor::from(tls).accept(tcp).await?;
    let shown = match stream.get_ref().1.peer_certificates().and_then(<[_]>::first) {
        None => Shown::Nothing,
        Some(der) => match Certificate::read(der, trust_domain) {
            Ok(certificate) => Shown::Certificate(certificate),
            Err(error) => Shown::Unreadable(error.to_string()),
        },
    };
    Ok(Connection { stream, peer: Peer(Arc::new(shown)) })
}

impl Connected for Connection {
    type ConnectInfo = Peer;

    fn connect_info(&self) -> Peer {
        self.peer.clone()
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

//! One TLS connection to a service, accepted by both sides.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::identity::Identity;

const CONNECT: Duration = Duration::from_secs(3);
/// The server's first frame, its HTTP/2 settings, is far shorter.
const FIRST_BYTES: usize = 256;

/// A TLS stream whose first bytes were read already and are handed out again.
pub(crate) struct Connection {
    stream: TlsStream<TcpStream>,
    first: Vec<u8>,
}

/// Connects to `host:port`, where a server must prove to be `name`, and waits until that server has spoken.
///
/// In TLS 1.3 the client's handshake is over before the server has looked at the client's certificate. What
/// comes next is either the server's HTTP/2 settings, which it sends unasked, or the alert that says what is
/// wrong with the certificate. Waiting for it here keeps the alert: handed a finished connection, HTTP/2 would
/// turn it into "connection closed".
pub(crate) async fn open(
    identity: &Identity,
    host: &str,
    port: u16,
    name: ServerName<'static>,
) -> io::Result<Connection> {
    let config = identity.client_config().map_err(io::Error::other)?;
    let opened = tokio::time::timeout(CONNECT, async {
        let tcp = TcpStream::connect((host, port)).await?;
        tcp.set_nodelay(true)?;
        let mut stream = TlsConnector::from(config).connect(name, tcp).await?;
        let mut first = vec![0; FIRST_BYTES];
        let read = stream.read(&mut first).await?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        first.truncate(read);
        Ok(Connection { stream, first })
    });
    opened.await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.first.is_empty() {
            return Pin::new(&mut self.stream).poll_read(cx, buf);
        }
        let some = buf.remaining().min(self.first.len());
        buf.put_slice(self.first.split_at(some).0);
        self.first.drain(..some);
        Poll::Ready(Ok(()))
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

//! One connection through a link.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use super::State;

/// How many pieces may be under way in one direction; beyond it the sender is held back, as by a
/// full window.
const UNDER_WAY: usize = 256;
const PIECE_BYTES: usize = 16 * 1024;

/// Carries bytes both ways until an end closes, or the link is cut.
pub(super) async fn connection(
    near: TcpStream,
    mut target: watch::Receiver<Option<SocketAddr>>,
    state: watch::Receiver<State>,
) {
    let mut cut = state.clone();
    let far = tokio::select! {
        far = connect(&mut target) => far,
        () = is_cut(&mut cut) => None,
    };
    let Some(far) = far else {
        reset(&near);
        return;
    };
    // Small messages must not wait for each other: the proxy stands for a loopback link.
    let _ = near.set_nodelay(true).and(far.set_nodelay(true));
    let mut near = near;
    let mut far = far;
    let broken = {
        let (near_reader, near_writer) = near.split();
        let (far_reader, far_writer) = far.split();
        tokio::select! {
            () = both(
                one_way(near_reader, far_writer, state.clone()),
                one_way(far_reader, near_writer, state),
            ) => false,
            () = is_cut(&mut cut) => true,
        }
    };
    if broken {
        reset(&near);
        reset(&far);
    }
}

/// Makes the socket end with a reset instead of an orderly close, as a lost peer does.
pub(super) fn reset(socket: &TcpStream) {
    // A socket that is closed already needs no reset.
    let _ = socket.set_zero_linger();
}

async fn connect(target: &mut watch::Receiver<Option<SocketAddr>>) -> Option<TcpStream> {
    let address = (*target.wait_for(Option::is_some).await.ok()?)?;
    TcpStream::connect(address).await.ok()
}

async fn is_cut(state: &mut watch::Receiver<State>) {
    // The link itself is gone: as good as cut.
    let _ = state.wait_for(|state| *state == State::Cut).await;
}

async fn both(one: impl Future<Output = ()>, other: impl Future<Output = ()>) {
    tokio::join!(one, other);
}

/// Reads pieces with their time of arrival and writes them when the link lets them pass; then closes
/// the writing side, so that half-closed connections work.
async fn one_way(
    mut reader: impl AsyncRead + Unpin,
    mut writer: impl AsyncWrite + Unpin,
    mut state: watch::Receiver<State>,
) {
    let (sender, mut pieces) = mpsc::channel::<(Instant, Vec<u8>)>(UNDER_WAY);
    let read = async move {
        let mut buffer = vec![0; PIECE_BYTES];
        while let Ok(size @ 1..) = reader.read(&mut buffer).await {
            let piece = buffer.get(..size).unwrap_or_default().to_vec();
            if sender.send((Instant::now(), piece)).await.is_err() {
                return;
            }
        }
    };
    let write = async move {
        while let Some((arrived, piece)) = pieces.recv().await {
            let delay = passes(&mut state).await;
            sleep_until(arrived + delay).await;
            if writer.write_all(&piece).await.is_err() {
                return;
            }
        }
        passes(&mut state).await;
        let _ = writer.shutdown().await;
    };
    both(read, write).await;
}

/// Waits while the link is held and answers by how much it delays.
async fn passes(state: &mut watch::Receiver<State>) -> Duration {
    match state.wait_for(|state| *state != State::Held).await.as_deref() {
        Ok(State::Delayed(delay)) => *delay,
        _ => Duration::ZERO,
    }
}

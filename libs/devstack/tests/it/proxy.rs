use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use devstack::proxy::{Proxy, State};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

const PATIENCE: Duration = Duration::from_secs(10);
/// Long enough to be sure on a busy machine that nothing came, short enough to wait for.
const SILENCE: Duration = Duration::from_millis(150);

/// A server that sends back what it gets, until the value is dropped.
async fn echo() -> (SocketAddr, JoinSet<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let mut connections = JoinSet::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            connections.spawn(async move {
                let (mut reader, mut writer) = stream.split();
                let _ = tokio::io::copy(&mut reader, &mut writer).await;
                let _ = writer.shutdown().await;
            });
        }
    });
    (address, tasks)
}

async fn open_link() -> (Proxy, SocketAddr, JoinSet<()>) {
    let (server, tasks) = echo().await;
    let mut proxy = Proxy::default();
    let address = proxy.open("workflow", "registry").await.unwrap();
    proxy.link("workflow", "registry").unwrap().lead_to(server);
    (proxy, address, tasks)
}

async fn said_back(stream: &mut TcpStream, text: &str) -> String {
    stream.write_all(text.as_bytes()).await.unwrap();
    heard(stream, text.len()).await
}

async fn heard(stream: &mut TcpStream, size: usize) -> String {
    let mut buffer = vec![0; size];
    timeout(PATIENCE, stream.read_exact(&mut buffer)).await.unwrap().unwrap();
    String::from_utf8(buffer).unwrap()
}

#[tokio::test]
async fn an_open_link_carries_more_than_fits_under_way_and_closes_after_it() {
    let (_proxy, address, _tasks) = open_link().await;
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let sent: Vec<u8> = (0..20_000_000_u32).map(|n| n.to_le_bytes()[1]).collect();
    let expected = sent.clone();

    let mut sending = JoinSet::new();
    sending.spawn(async move {
        writer.write_all(&sent).await.unwrap();
        writer.shutdown().await.unwrap();
    });
    let mut received = Vec::new();
    timeout(PATIENCE, reader.read_to_end(&mut received)).await.unwrap().unwrap();

    assert!(received == expected, "{} of {} bytes", received.len(), expected.len());
}

#[tokio::test]
async fn a_held_link_keeps_the_bytes_and_a_healed_one_delivers_them_in_order() {
    let (proxy, address, _tasks) = open_link().await;
    let link = proxy.link("workflow", "registry").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    assert_eq!(said_back(&mut stream, "before").await, "before");

    link.hold();
    assert_eq!(link.state(), State::Held);
    stream.write_all(b"one ").await.unwrap();
    stream.write_all(b"two").await.unwrap();
    let mut byte = [0];
    assert!(timeout(SILENCE, stream.read(&mut byte)).await.is_err());

    link.heal();
    assert_eq!(heard(&mut stream, 7).await, "one two");
}

#[tokio::test]
async fn a_cut_link_ends_connections_and_refuses_new_ones_until_healed() {
    let (proxy, address, _tasks) = open_link().await;
    let link = proxy.link("workflow", "registry").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    assert_eq!(said_back(&mut stream, "before").await, "before");

    link.cut();
    let mut byte = [0];
    assert!(timeout(PATIENCE, stream.read(&mut byte)).await.unwrap().is_err());
    let mut refused = TcpStream::connect(address).await.unwrap();
    let end = timeout(PATIENCE, refused.read(&mut byte)).await.unwrap();
    assert!(matches!(end, Err(_) | Ok(0)), "{end:?}");

    link.heal();
    let mut stream = TcpStream::connect(address).await.unwrap();
    assert_eq!(said_back(&mut stream, "after").await, "after");
}

#[tokio::test]
async fn a_delayed_link_takes_its_time_in_each_direction() {
    const ONE_WAY: Duration = Duration::from_millis(80);
    let (proxy, address, _tasks) = open_link().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    proxy.link("workflow", "registry").unwrap().delay(ONE_WAY);

    let began = Instant::now();
    assert_eq!(said_back(&mut stream, "slowly").await, "slowly");

    assert!(began.elapsed() >= 2 * ONE_WAY, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_link_waits_for_the_process_it_leads_to_and_follows_it() {
    let mut proxy = Proxy::default();
    let address = proxy.open("workflow", "registry").await.unwrap();
    let mut early = TcpStream::connect(address).await.unwrap();
    early.write_all(b"early").await.unwrap();

    let (server, _tasks) = echo().await;
    proxy.link("workflow", "registry").unwrap().lead_to(server);

    assert_eq!(heard(&mut early, 5).await, "early");
    assert!(proxy.link("registry", "workflow").is_err());
}

#[tokio::test]
async fn a_direct_link_gives_its_caller_the_called_process_itself() {
    let (server, _tasks) = echo().await;
    let mut proxy = Proxy::direct();
    let before = proxy.open("workflow", "registry").await.unwrap();
    let link = proxy.link("workflow", "registry").unwrap();
    assert_eq!(link.address(), before);

    link.lead_to(server);

    assert_eq!(link.address(), server);
}

//! What the log says while a broker is away.
use std::io::Write;
use std::sync::{Mutex, Once};

use crate::world::{PATIENCE, fact, world};

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static LISTENING: Once = Once::new();

/// Where the lines of this whole binary go: librdkafka speaks on threads of its own.
struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn listen() {
    LISTENING.call_once(|| {
        let lines = tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_ansi(false);
        lines.with_writer(|| Log).init();
    });
}

/// How many lines about these brokers say `what`.
fn told(brokers: &str, what: &str) -> usize {
    let log = LOG.lock().unwrap();
    let text = String::from_utf8_lossy(&log);
    text.lines().filter(|line| line.contains(brokers) && line.contains(what)).count()
}

#[tokio::test]
async fn a_broker_that_goes_and_comes_back_makes_two_lines_of_each_client() {
    listen();
    let world = world().await;
    let letter_box = world.letter_box();
    let (relay, inbox) = (world.relay(), world.inbox(&letter_box));
    world.tell(&[fact("sch", "before")]).await;
    world.effects_when(1).await;
    let brokers = world.cluster.bootstrap_servers();

    world.cluster.broker_down(1).unwrap();
    world.tell(&[fact("sch", "meanwhile")]).await;
    let lost = async || (told(&brokers, "the connection to Kafka is lost") == 2).then_some(());
    testkit::eventually("producer and consumer miss the broker", PATIENCE, lost).await;
    world.cluster.broker_up(1).unwrap();

    world.effects_when(2).await;
    let back = async || (told(&brokers, "the connection to Kafka is back") == 2).then_some(());
    testkit::eventually("both see it again", PATIENCE, back).await;
    assert_eq!(told(&brokers, "the connection to Kafka is lost"), 2);
    relay.stop().await;
    inbox.stop().await;
}

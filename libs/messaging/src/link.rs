//! What librdkafka says about its brokers, told in two lines: one when the connection is lost, one when it is
//! back. Left alone it writes several lines a second, from every client of every house, while a broker is away.

use std::fmt::Display;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use rdkafka::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::ConsumerContext;
use rdkafka::error::KafkaError;
use rdkafka::statistics::Statistics;
use rdkafka::types::RDKafkaErrorCode;

/// Where librdkafka's own lines go.
const TARGET: &str = "librdkafka";
/// How many looks in a row must find every broker up before it is told that they are back: the first may be
/// older than the failure, since a consumer hears of both through one queue.
const LOOKS: u32 = 2;

/// The link of one client to its brokers, and the ear for all that librdkafka says.
pub(crate) struct Link {
    /// `producer` or `consumer`.
    client: &'static str,
    /// `host:port`, several separated by commas.
    brokers: String,
    is_lost: AtomicBool,
    /// Looks in a row, since the last failure, that found every broker up.
    seen_up: AtomicU32,
}

impl Link {
    /// The link of a new client; taken for good until something fails.
    pub(crate) fn new(client: &'static str, brokers: &str) -> Self {
        let (is_lost, seen_up) = (AtomicBool::new(false), AtomicU32::new(0));
        Self { client, brokers: brokers.to_owned(), is_lost, seen_up }
    }

    /// Notes an error of the client; `false` when it has nothing to do with the link, and the caller tells it.
    pub(crate) fn takes(&self, error: &KafkaError) -> bool {
        let is_ours = matches!(
            error.rdkafka_error_code(),
            Some(
                RDKafkaErrorCode::BrokerTransportFailure
                    | RDKafkaErrorCode::AllBrokersDown
                    | RDKafkaErrorCode::Resolve
                    | RDKafkaErrorCode::SSL
            )
        );
        if is_ours {
            self.lost(error);
        }
        is_ours
    }

    fn lost(&self, reason: &dyn Display) {
        let Self { client, brokers, is_lost, seen_up } = self;
        seen_up.store(0, Ordering::Relaxed);
        if is_lost.swap(true, Ordering::Relaxed) {
            tracing::debug!(kafka.client = client, kafka.brokers = brokers, %reason, "Kafka is still away");
        } else {
            tracing::warn!(
                kafka.client = client,
                kafka.brokers = brokers,
                %reason,
                "the connection to Kafka is lost, will reconnect"
            );
        }
    }

    /// Looks at the brokers' numbers and states, as the statistics have them.
    fn look_at<'a>(&self, brokers: impl Iterator<Item = (i32, &'a str)>) {
        // Brokers without a number are addresses to begin at; INIT is one that nobody needed yet.
        let mut known = brokers.filter(|(number, state)| *number >= 0 && *state != "INIT").peekable();
        let is_up = known.peek().is_some() && known.all(|(_, state)| matches!(state, "UP" | "UPDATE"));
        let Self { client, brokers, is_lost, seen_up } = self;
        if !is_up {
            seen_up.store(0, Ordering::Relaxed);
            return;
        }
        let looks = seen_up.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        if looks >= LOOKS && is_lost.swap(false, Ordering::Relaxed) {
            tracing::info!(kafka.client = client, kafka.brokers = brokers, "the connection to Kafka is back");
        }
    }
}

impl ClientContext for Link {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        use RDKafkaLogLevel as Level;
        // A connection that failed, and its repetition as an error of the whole client.
        if matches!(facility, "FAIL" | "ERROR") {
            return self.lost(&line);
        }
        if self.is_lost.load(Ordering::Relaxed) {
            tracing::debug!(target: TARGET, facility, "{line}");
            return;
        }
        match level {
            Level::Emerg | Level::Alert | Level::Critical | Level::Error => {
                tracing::error!(target: TARGET, facility, "{line}");
            }
            Level::Warning => tracing::warn!(target: TARGET, facility, "{line}"),
            Level::Notice | Level::Info => tracing::info!(target: TARGET, facility, "{line}"),
            Level::Debug => tracing::debug!(target: TARGET, facility, "{line}"),
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        if !self.takes(&error) {
            tracing::error!(target: TARGET, %error, "{reason}");
        }
    }

    fn stats(&self, statistics: Statistics) {
        self.look_at(statistics.brokers.values().map(|broker| (broker.nodeid, broker.state.as_str())));
    }
}

impl ConsumerContext for Link {}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    /// What is logged, as text.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn logged(tell: impl FnOnce(&Link)) -> Vec<String> {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::INFO)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, || tell(&Link::new("producer", "localhost:9092")));
        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    fn fails(link: &Link) {
        link.log(RDKafkaLogLevel::Error, "FAIL", "localhost:9092/1: Connect failed: Connection refused");
        let down = KafkaError::Global(RDKafkaErrorCode::AllBrokersDown);
        link.error(down, "1/1 brokers are down");
        link.log(RDKafkaLogLevel::Warning, "GETPID", "Failed to acquire idempotence PID: retrying");
    }

    #[test]
    fn a_broker_that_is_away_for_long_makes_two_lines() {
        let lines = logged(|link| {
            for _ in 0..100 {
                fails(link);
                link.look_at([(-1, "UP"), (1, "TRY_CONNECT")].into_iter());
            }
            link.look_at([(-1, "INIT"), (1, "UP")].into_iter());
            link.look_at([(1, "UP")].into_iter());
        });

        assert_eq!(lines.len(), 2, "{lines:#?}");
        assert!(lines[0].contains("WARN") && lines[0].contains("is lost"), "{lines:#?}");
        assert!(lines[0].contains("Connection refused"), "{lines:#?}");
        assert!(lines[1].contains("is back"), "{lines:#?}");
    }

    #[test]
    fn a_second_outage_is_told_again() {
        let lines = logged(|link| {
            for _ in 0..2 {
                fails(link);
                link.look_at([(1, "UP")].into_iter());
                link.look_at([(1, "UP")].into_iter());
            }
        });

        assert_eq!(lines.len(), 4, "{lines:#?}");
    }

    #[test]
    fn a_look_that_is_older_than_the_failure_tells_nothing() {
        let lines = logged(|link| {
            fails(link);
            link.look_at([(1, "UP")].into_iter());
            fails(link);
            link.look_at([(1, "DOWN")].into_iter());
            link.look_at([(1, "UP")].into_iter());
        });

        assert_eq!(lines.len(), 1, "{lines:#?}");
    }

    #[test]
    fn what_has_nothing_to_do_with_the_link_is_told_as_it_is() {
        let lines = logged(|link| {
            link.log(RDKafkaLogLevel::Warning, "MAXPOLL", "Application maximum poll interval exceeded");
            assert!(!link.takes(&KafkaError::Global(RDKafkaErrorCode::TopicAuthorizationFailed)));
        });

        assert_eq!(lines.len(), 1, "{lines:#?}");
        assert!(lines[0].contains("MAXPOLL"), "{lines:#?}");
    }
}

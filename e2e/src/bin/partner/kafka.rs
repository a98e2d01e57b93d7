//! The partner's two streams and its two answers.

use anyhow::Context;
use rdkafka::ClientConfig;
use rdkafka::consumer::{Consumer, StreamConsumer};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{FutureProducer, FutureRecord};
use std::time::Duration;

use crate::Arguments;

/// The partner's connection to the broker.
pub(crate) struct Kafka {
    pub(crate) consumer: StreamConsumer,
    producer: FutureProducer,
    prefix: String,
}

impl Kafka {
    pub(crate) fn connect(arguments: &Arguments) -> anyhow::Result<Self> {
        let mut config = ClientConfig::new();
        config
            .set("bootstrap.servers", &arguments.brokers)
            .set("security.protocol", "ssl")
            .set("ssl.ca.location", arguments.roots.display().to_string())
            .set("ssl.certificate.location", arguments.certificate.display().to_string())
            .set("ssl.key.location", arguments.key.display().to_string())
            .set("reconnect.backoff.ms", "50")
            .set("reconnect.backoff.max.ms", "500");
        let consumer: StreamConsumer = config
            .clone()
            .set("group.id", format!("{}.system", arguments.id))
            .set("auto.offset.reset", "earliest")
            .set("enable.auto.commit", "false")
            // A killed program holds its streams until its session ends.
            .set("session.timeout.ms", "6000")
            .set("heartbeat.interval.ms", "1500")
            .create()
            .context("make a consumer")?;
        let producer = config
            .set("acks", "all")
            .set("enable.idempotence", "true")
            .create()
            .context("make a producer")?;
        let prefix = format!("bianzhi.{}.{}", arguments.environment, arguments.id);
        let streams = [format!("{prefix}.facts.v1"), format!("{prefix}.review.v1")];
        consumer.subscribe(&streams.each_ref().map(String::as_str))?;
        Ok(Self { consumer, producer, prefix })
    }

    /// Sends a structured CloudEvent to `receipt` or `opinion`.
    pub(crate) async fn send(&self, stream: &str, key: &str, payload: &str) -> anyhow::Result<()> {
        let topic = format!("{}.{stream}.v1", self.prefix);
        let content =
            Header { key: "content-type", value: Some("application/cloudevents+json; charset=UTF-8") };
        let record =
            FutureRecord::to(&topic).key(key).payload(payload).headers(OwnedHeaders::new().insert(content));
        self.producer.send(record, Duration::from_secs(20)).await.map_err(|(error, _)| error)?;
        Ok(())
    }
}

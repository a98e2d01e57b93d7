//! A message that a partner got before comes once more, byte for byte: what a crash of bridge's relay between the
//! broker's acknowledgement and its own note does.

use std::time::Duration;

use anyhow::Context;
use rdkafka::ClientConfig;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{FutureProducer, FutureRecord};
use serde_json::Value;

use crate::world::World;

/// Sends the last fact that the partner kept once more, with bridge's own certificate.
pub(crate) async fn last_message(world: &World, partner: &str) -> anyhow::Result<()> {
    let kept = world.partners_folder().join(partner).join("received.jsonl");
    let text = std::fs::read_to_string(&kept).with_context(|| format!("read {}", kept.display()))?;
    let is_fact = |line: &&str| !line.contains("cn.bianzhi.review.asked.v1");
    let payload = text.lines().rev().find(is_fact).context("the partner has got no fact yet")?;
    let event: Value = serde_json::from_str(payload)?;
    let key = event["partitionkey"].as_str().context("a fact has a key")?;

    let leaf = world.mesh.folder().join("trust/services/bridge");
    let producer: FutureProducer = ClientConfig::new()
        .set("bootstrap.servers", world.mesh.partners_brokers()?)
        .set("security.protocol", "ssl")
        .set("ssl.ca.location", world.mesh.roots().display().to_string())
        .set("ssl.certificate.location", leaf.join("certificate.pem").display().to_string())
        .set("ssl.key.location", leaf.join("key.pem").display().to_string())
        .create()?;
    let content = Header { key: "content-type", value: Some("application/cloudevents+json; charset=UTF-8") };
    let topic = format!("bianzhi.dev.{partner}.facts.v1");
    let record =
        FutureRecord::to(&topic).key(key).payload(payload).headers(OwnedHeaders::new().insert(content));
    producer.send(record, Duration::from_secs(20)).await.map_err(|(error, _)| error)?;
    Ok(())
}

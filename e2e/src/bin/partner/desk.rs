//! What the partner does with each message and each line that it is told.

use std::collections::HashMap;

use anyhow::Context;
use kernel::clock::SystemClock;
use rdkafka::Message;
use rdkafka::consumer::{CommitMode, Consumer};
use rdkafka::message::BorrowedMessage;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::Arguments;
use crate::kafka::Kafka;
use crate::sign::Signer;
use crate::store::Store;

struct Desk {
    id: String,
    kafka: Kafka,
    signer: Signer,
    store: Store,
    /// Review requests by case, the newest of each.
    asked: HashMap<String, Value>,
    /// Facts that wait because the desk holds.
    waiting: Option<Vec<Value>>,
    /// The last sequence of each stream: a gap would be seen.
    last: HashMap<String, i64>,
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut desk = Desk {
        id: arguments.id.clone(),
        kafka: Kafka::connect(arguments)?,
        signer: Signer::open(arguments)?,
        store: Store::open(&arguments.store, &arguments.id)?,
        asked: HashMap::new(),
        waiting: None,
        last: HashMap::new(),
    };
    say(&json!({ "event": "ready" }));
    let mut lines = lines();
    loop {
        tokio::select! {
            line = lines.recv() => match line {
                Some(line) => desk.told(&line).await?,
                None => return Ok(()),
            },
            message = desk.kafka.consumer.recv() => {
                let (topic, event) = match message {
                    Ok(message) => read(&message)?,
                    Err(error) => {
                        crate::report(&error.to_string());
                        continue;
                    }
                };
                desk.received(&topic, event).await?;
                desk.kafka.consumer.commit_consumer_state(CommitMode::Sync)?;
            }
        }
    }
}

/// The lines of standard input, read by a thread of their own; the end of the input ends the channel.
fn lines() -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel(16);
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

fn read(message: &BorrowedMessage<'_>) -> anyhow::Result<(String, Value)> {
    let event =
        serde_json::from_slice(message.payload().unwrap_or_default()).context("a message is no JSON")?;
    Ok((message.topic().to_owned(), event))
}

impl Desk {
    async fn told(&mut self, line: &str) -> anyhow::Result<()> {
        let mut words = line.splitn(3, ' ');
        match (words.next(), words.next(), words.next()) {
            (Some("agree"), Some(case), _) => self.opine(case, "AGREE", "").await,
            (Some("disagree"), Some(case), reason) => {
                self.opine(case, "DISAGREE", reason.unwrap_or_default()).await
            }
            (Some("hold"), ..) => {
                self.waiting = Some(Vec::new());
                say(&json!({ "event": "holding" }));
                Ok(())
            }
            (Some("go"), Some("on"), _) => {
                for event in self.waiting.take().unwrap_or_default() {
                    self.apply(event).await?;
                }
                Ok(())
            }
            _ => {
                say(&json!({ "event": "not understood", "line": line }));
                Ok(())
            }
        }
    }

    async fn received(&mut self, topic: &str, event: Value) -> anyhow::Result<()> {
        self.check_sequence(topic, &event);
        let case = event["data"]["caseId"].as_str().unwrap_or_default().to_owned();
        if event["type"] == "cn.bianzhi.review.asked.v1" {
            say(&json!({ "event": "asked", "caseId": case, "dueTime": event["data"]["dueTime"] }));
            self.asked.insert(case, event);
            return Ok(());
        }
        self.receipt(&event, "RECEIVED", "").await?;
        match &mut self.waiting {
            Some(waiting) => {
                waiting.push(event);
                Ok(())
            }
            None => self.apply(event).await,
        }
    }

    /// Applies a fact and proves it.
    async fn apply(&mut self, event: Value) -> anyhow::Result<()> {
        self.receipt(&event, "VALIDATED", "").await?;
        let id = event["id"].as_str().context("a fact has an id")?.to_owned();
        let (record, new) = self.store.apply(&id, &event["data"])?;
        self.receipt(&event, "APPLIED", &record).await?;
        say(&json!({
            "event": "applied",
            "new": new,
            "caseId": event["data"]["caseId"],
            "type": event["type"],
            "sequence": event["sequence"],
            "record": record,
            "traceId": trace_id(&event),
            "data": event["data"],
        }));
        Ok(())
    }

    async fn receipt(&self, fact: &Value, kind: &str, record: &str) -> anyhow::Result<()> {
        let data = json!({ "eventId": fact["id"], "kind": kind, "record": record });
        let case = fact["data"]["caseId"].as_str().unwrap_or_default();
        let event = self.event("cn.bianzhi.receipt.given.v1", case, fact, data)?;
        self.kafka.send("receipt", case, &event).await
    }

    async fn opine(&mut self, case: &str, verdict: &str, reason: &str) -> anyhow::Result<()> {
        let Some(asked) = self.asked.get(case) else {
            say(&json!({ "event": "not asked", "caseId": case }));
            return Ok(());
        };
        let data = json!({
            "caseId": case,
            "caseVersion": asked["data"]["caseVersion"],
            "verdict": verdict,
            "reason": reason,
            "seenHash": asked["data"]["formHash"],
        });
        let event = self.event("cn.bianzhi.opinion.given.v1", case, asked, data)?;
        self.kafka.send("opinion", case, &event).await?;
        say(&json!({ "event": "opined", "caseId": case, "verdict": verdict }));
        Ok(())
    }

    /// A signed CloudEvent in answer to another: it goes on in the same trace.
    fn event(&self, kind: &str, case: &str, answered: &Value, data: Value) -> anyhow::Result<Value> {
        let now = SystemClock.now().format(&Rfc3339)?;
        let mut event = json!({
            "specversion": "1.0",
            "id": Uuid::now_v7().to_string(),
            "source": format!("//{}", self.id),
            "type": kind,
            "subject": case,
            "partitionkey": case,
            "time": now,
            "recordedtime": now,
            "datacontenttype": "application/json",
            "dataschema": kind,
            "data": data,
        });
        if let Some(traceparent) = answered["traceparent"].as_str() {
            event["traceparent"] = Value::from(traceparent);
        }
        event["signature"] = Value::from(self.signer.sign(&event)?);
        Ok(event)
    }

    fn check_sequence(&mut self, topic: &str, event: &Value) {
        let sequence = match &event["sequence"] {
            Value::String(text) => text.parse().unwrap_or(0),
            other => other.as_i64().unwrap_or(0),
        };
        let last = self.last.insert(topic.to_owned(), sequence);
        if last.is_some_and(|last| sequence > last + 1) {
            say(&json!({ "event": "gap", "topic": topic, "last": last, "sequence": sequence }));
        }
    }
}

fn trace_id(event: &Value) -> &str {
    event["traceparent"].as_str().and_then(|text| text.split('-').nth(1)).unwrap_or_default()
}

#[expect(clippy::print_stdout, reason = "the program speaks on standard output")]
fn say(line: &Value) {
    println!("{line}");
}

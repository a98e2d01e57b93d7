//! What the partner does with each message and each line that it is told.

use std::collections::{HashMap, HashSet};

use anyhow::Context;
use kernel::clock::SystemClock;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
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
use crate::store::{Store, attempt_number};

/// Where the program may be told to die.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// A fact is in its store, nobody was told.
    BeforeReceipt,
    /// The receipt is sent, the place in the stream is not committed.
    BeforeCommit,
}

struct Desk {
    id: String,
    kafka: Kafka,
    signer: Signer,
    store: Store,
    /// Review requests by case, the newest of each.
    asked: HashMap<String, Value>,
    /// Facts that came and are not applied, in the order of the stream.
    pending: Vec<Value>,
    /// Whether facts are only received.
    holds: bool,
    /// Institutions about which nothing can be applied, and why.
    unknown: HashMap<String, String>,
    /// The last sequence of each stream: a gap would be seen.
    last: HashMap<String, i64>,
    /// Where it dies next, as a crash would.
    dies: Option<Moment>,
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let store = Store::open(&arguments.store, &arguments.id)?;
    let asked = store.requests().into_iter().map(|event| (case(&event), event)).collect();
    let mut desk = Desk {
        id: arguments.id.clone(),
        kafka: Kafka::connect(arguments)?,
        signer: Signer::open(arguments)?,
        pending: store.pending(),
        store,
        asked,
        holds: false,
        unknown: HashMap::new(),
        last: HashMap::new(),
        dies: None,
    };
    say(&json!({ "event": "ready" }));
    desk.work().await?;
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
                desk.die_if_told(Moment::BeforeCommit);
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
                self.holds = true;
                say(&json!({ "event": "holding" }));
                Ok(())
            }
            (Some("die"), Some(moment), _) => {
                self.dies = match moment {
                    "before-receipt" => Some(Moment::BeforeReceipt),
                    "before-commit" => Some(Moment::BeforeCommit),
                    _ => None,
                };
                Ok(())
            }
            (Some("go"), Some("on"), _) => {
                self.holds = false;
                self.work().await
            }
            (Some("reject"), Some(institution), Some(problem)) => {
                self.unknown.insert(institution.to_owned(), problem.to_owned());
                say(&json!({ "event": "rejecting", "key": institution }));
                Ok(())
            }
            (Some("accept"), Some(institution), _) => {
                self.unknown.remove(institution);
                say(&json!({ "event": "accepting", "key": institution }));
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
        let is_new = self.store.receive(&event)?;
        if event["type"] == "cn.bianzhi.review.asked.v1" {
            say(&json!({ "event": "asked", "caseId": case(&event), "dueTime": event["data"]["dueTime"] }));
            self.asked.insert(case(&event), event);
            return Ok(());
        }
        if !is_new {
            return self.repeated(&event).await;
        }
        self.receipt(&event, "RECEIVED", "", "").await?;
        match self.pending.iter_mut().find(|earlier| earlier["id"] == event["id"]) {
            Some(earlier) => *earlier = event,
            None => self.pending.push(event),
        }
        self.work().await
    }

    /// Ends the program as `kill -9` does, once, where it was told to.
    fn die_if_told(&mut self, here: Moment) {
        if self.dies == Some(here) {
            // Nothing is left to do about an error: the program goes on, and the test says that it did not die.
            let _ = kill(Pid::this(), Signal::SIGKILL);
        }
    }

    /// A message that came before gets the receipts that it got then, byte for byte.
    async fn repeated(&self, event: &Value) -> anyhow::Result<()> {
        let receipts = self.store.answers(event);
        for payload in &receipts {
            self.kafka.send("receipt", key(event), payload).await?;
        }
        say(&json!({ "event": "repeated", "sequence": event["sequence"], "receipts": receipts.len() }));
        Ok(())
    }

    /// Applies what can be applied, in order. A fact that can't be applied holds up those of its institution
    /// that came later, until it was sent once more and applied; nobody else's.
    async fn work(&mut self) -> anyhow::Result<()> {
        if self.holds {
            return Ok(());
        }
        let mut parked = HashSet::new();
        for event in std::mem::take(&mut self.pending) {
            let key = key(&event).to_owned();
            let was_rejected = self.store.answered(&event, "REJECTED").is_some();
            if parked.contains(&key) || was_rejected || !self.apply(&event).await? {
                parked.insert(key);
                self.pending.push(event);
            }
        }
        Ok(())
    }

    /// Applies a fact and proves it, or says why it can't be applied; whether it was.
    async fn apply(&mut self, event: &Value) -> anyhow::Result<bool> {
        self.receipt(event, "VALIDATED", "", "").await?;
        if let Some(problem) = self.unknown.get(key(event)).cloned() {
            self.receipt(event, "REJECTED", "", &problem).await?;
            say(&json!({
                "event": "rejected",
                "caseId": event["data"]["caseId"],
                "key": key(event),
                "attempt": attempt_number(event),
                "problem": problem,
            }));
            return Ok(false);
        }
        let (record, new) = self.store.apply(event)?;
        self.die_if_told(Moment::BeforeReceipt);
        self.receipt(event, "APPLIED", &record, "").await?;
        say(&json!({
            "event": "applied",
            "new": new,
            "caseId": event["data"]["caseId"],
            "type": event["type"],
            "sequence": event["sequence"],
            "attempt": attempt_number(event),
            "record": record,
            "traceId": trace_id(event),
            "data": event["data"],
        }));
        Ok(true)
    }

    /// Gives a receipt; one that was given before goes out as it was.
    async fn receipt(&mut self, fact: &Value, kind: &str, record: &str, problem: &str) -> anyhow::Result<()> {
        let payload = match self.store.answered(fact, kind) {
            Some(payload) => payload,
            None => {
                let mut data = json!({
                    "eventId": fact["id"],
                    "attempt": attempt_number(fact),
                    "kind": kind,
                    "record": record,
                });
                if !problem.is_empty() {
                    data["problem"] = Value::from(problem);
                }
                self.event("cn.bianzhi.receipt.given.v1", key(fact), fact, data)?
            }
        };
        self.kafka.send("receipt", key(fact), &payload).await
    }

    async fn opine(&mut self, case: &str, verdict: &str, reason: &str) -> anyhow::Result<()> {
        let Some(asked) = self.asked.get(case).cloned() else {
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
        let payload = self.event("cn.bianzhi.opinion.given.v1", case, &asked, data)?;
        self.kafka.send("opinion", case, &payload).await?;
        say(&json!({ "event": "opined", "caseId": case, "verdict": verdict }));
        Ok(())
    }

    /// A signed CloudEvent in answer to another, as it goes out and is kept: it goes on in the same trace.
    fn event(&mut self, kind: &str, subject: &str, answered: &Value, data: Value) -> anyhow::Result<String> {
        let now = SystemClock.now().format(&Rfc3339)?;
        let mut event = json!({
            "specversion": "1.0",
            "id": Uuid::now_v7().to_string(),
            "source": format!("//{}", self.id),
            "type": kind,
            "subject": subject,
            "partitionkey": subject,
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
        let payload = event.to_string();
        self.store.answer(&payload)?;
        Ok(payload)
    }

    fn check_sequence(&mut self, topic: &str, event: &Value) {
        let sequence = match &event["sequence"] {
            Value::String(text) => text.parse().unwrap_or(0),
            other => other.as_i64().unwrap_or(0),
        };
        let last = self.last.get(topic).copied();
        if last.is_some_and(|last| sequence > last + 1) {
            say(&json!({ "event": "gap", "topic": topic, "last": last, "sequence": sequence }));
        }
        self.last.insert(topic.to_owned(), last.map_or(sequence, |last| last.max(sequence)));
    }
}

/// The unit of order of a message: the institution that a fact is about.
fn key(event: &Value) -> &str {
    event["partitionkey"].as_str().unwrap_or_default()
}

fn case(event: &Value) -> String {
    event["data"]["caseId"].as_str().unwrap_or_default().to_owned()
}

fn trace_id(event: &Value) -> &str {
    event["traceparent"].as_str().and_then(|text| text.split('-').nth(1)).unwrap_or_default()
}

#[expect(clippy::print_stdout, reason = "the program speaks on standard output")]
fn say(line: &Value) {
    println!("{line}");
}

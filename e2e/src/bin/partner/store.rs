//! The partner's own records, in files of its own that only grow: what came, what was applied, what it answered.

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::Context;
use serde_json::{Value, json};

/// A message as one attempt to have it applied: event id and attempt.
type Attempt = (String, i64);

/// The partner's records.
pub(crate) struct Store {
    /// `applied.jsonl`: one line per message, in the order of applying.
    applied_file: File,
    /// `received.jsonl`: each message as it came, first time only.
    received_file: File,
    /// `sent.jsonl`: each receipt and opinion, byte for byte as it was sent first.
    sent_file: File,
    /// Event id → own record number.
    applied: HashMap<String, String>,
    received: HashSet<Attempt>,
    /// The messages as they came, in the order of coming.
    messages: Vec<Value>,
    /// What was answered to an attempt, in the order of answering: kind, bytes.
    answers: HashMap<Attempt, Vec<(String, String)>>,
    prefix: String,
}

impl Store {
    pub(crate) fn open(folder: &Path, id: &str) -> anyhow::Result<Self> {
        let [applied, received, sent] =
            ["applied.jsonl", "received.jsonl", "sent.jsonl"].map(|name| folder.join(name));
        let mut store = Self {
            applied_file: grown(&applied)?,
            received_file: grown(&received)?,
            sent_file: grown(&sent)?,
            applied: HashMap::new(),
            received: HashSet::new(),
            messages: Vec::new(),
            answers: HashMap::new(),
            prefix: id.to_uppercase(),
        };
        for row in rows(&applied)? {
            let row: Value = serde_json::from_str(&row)?;
            store.applied.insert(text(&row["eventId"]), text(&row["record"]));
        }
        for row in rows(&received)? {
            let event: Value = serde_json::from_str(&row)?;
            store.received.insert(attempt(&event));
            store.messages.push(event);
        }
        for row in rows(&sent)? {
            store.keep_answer(row)?;
        }
        Ok(store)
    }

    /// Keeps a message as it came; `false` when this attempt came before.
    pub(crate) fn receive(&mut self, event: &Value) -> anyhow::Result<bool> {
        if !self.received.insert(attempt(event)) {
            return Ok(false);
        }
        write(&mut self.received_file, &event.to_string())?;
        self.messages.push(event.clone());
        Ok(true)
    }

    /// Applies a message once; its record number, the same for a repeat, and whether it was new.
    pub(crate) fn apply(&mut self, event: &Value) -> anyhow::Result<(String, bool)> {
        let event_id = text(&event["id"]);
        if let Some(record) = self.applied.get(&event_id) {
            return Ok((record.clone(), false));
        }
        let record = format!("{}-{:06}", self.prefix, self.applied.len() + 1);
        let row = json!({ "eventId": event_id, "sequence": event["sequence"], "record": record, "data": event["data"] });
        write(&mut self.applied_file, &row.to_string())?;
        self.applied.insert(event_id, record.clone());
        Ok((record, true))
    }

    /// Keeps an answer, to be given again to whoever repeats the message.
    pub(crate) fn answer(&mut self, payload: &str) -> anyhow::Result<()> {
        write(&mut self.sent_file, payload)?;
        self.keep_answer(payload.to_owned())
    }

    /// What was answered to this attempt, in the order of answering.
    pub(crate) fn answers(&self, event: &Value) -> Vec<String> {
        let given = self.answers.get(&attempt(event));
        given.into_iter().flatten().map(|(_, payload)| payload.clone()).collect()
    }

    /// What was answered to this attempt, of this kind.
    pub(crate) fn answered(&self, event: &Value, kind: &str) -> Option<String> {
        let given = self.answers.get(&attempt(event))?;
        given.iter().find(|(known, _)| known == kind).map(|(_, payload)| payload.clone())
    }

    /// The review requests that came, in order.
    pub(crate) fn requests(&self) -> Vec<Value> {
        self.messages.iter().filter(|event| event["type"] == "cn.bianzhi.review.asked.v1").cloned().collect()
    }

    /// The facts that came and whose application is not told yet, in the order of coming, each in its newest
    /// attempt. One that was applied and died before its receipt is among them: applied again, it gets it.
    pub(crate) fn pending(&self) -> Vec<Value> {
        let mut pending: Vec<Value> = Vec::new();
        for event in &self.messages {
            let is_fact = event["type"] != "cn.bianzhi.review.asked.v1";
            if !is_fact || self.answered(event, "APPLIED").is_some() {
                continue;
            }
            match pending.iter_mut().find(|earlier| earlier["id"] == event["id"]) {
                Some(earlier) => *earlier = event.clone(),
                None => pending.push(event.clone()),
            }
        }
        pending
    }

    fn keep_answer(&mut self, payload: String) -> anyhow::Result<()> {
        let event: Value = serde_json::from_str(&payload).context("an answer is no JSON")?;
        if event["type"] == "cn.bianzhi.receipt.given.v1" {
            let data = &event["data"];
            let about = (text(&data["eventId"]), data["attempt"].as_i64().unwrap_or(1));
            self.answers.entry(about).or_default().push((text(&data["kind"]), payload));
        }
        Ok(())
    }
}

/// Which attempt of which message an event is.
fn attempt(event: &Value) -> Attempt {
    (text(&event["id"]), attempt_number(event))
}

/// The number of the attempt; a message that names none is the first.
pub(crate) fn attempt_number(event: &Value) -> i64 {
    event["attempt"].as_str().and_then(|text| text.parse().ok()).unwrap_or(1)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn grown(path: &Path) -> anyhow::Result<File> {
    OpenOptions::new().create(true).append(true).open(path).with_context(|| path.display().to_string())
}

fn rows(path: &Path) -> anyhow::Result<Vec<String>> {
    Ok(std::fs::read_to_string(path)?.lines().map(str::to_owned).collect())
}

fn write(file: &mut File, line: &str) -> anyhow::Result<()> {
    // One write: a line is there or is not.
    file.write_all(format!("{line}\n").as_bytes())?;
    file.sync_data()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(id: &str, attempt: &str) -> Value {
        json!({ "id": id, "attempt": attempt, "type": "cn.bianzhi.permit.granted.v1", "data": {} })
    }

    fn receipt(id: &str, attempt: i64, kind: &str) -> String {
        let data = json!({ "eventId": id, "attempt": attempt, "kind": kind });
        json!({ "type": "cn.bianzhi.receipt.given.v1", "data": data, "signature": "random" }).to_string()
    }

    #[test]
    fn a_repeated_message_gets_the_bytes_it_got_first_also_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), "hr-420800").unwrap();
        assert!(store.receive(&fact("a", "1")).unwrap());
        for kind in ["RECEIVED", "APPLIED"] {
            store.answer(&receipt("a", 1, kind)).unwrap();
        }

        let mut store = Store::open(folder.path(), "hr-420800").unwrap();

        assert!(!store.receive(&fact("a", "1")).unwrap());
        assert_eq!(store.answers(&fact("a", "1")), [receipt("a", 1, "RECEIVED"), receipt("a", 1, "APPLIED")]);
        assert_eq!(store.answers(&fact("a", "2")), Vec::<String>::new());
    }

    #[test]
    fn what_came_and_was_not_told_applied_is_still_to_be_done_after_a_restart_in_its_newest_attempt() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), "hr-420800").unwrap();
        for event in [fact("a", "1"), fact("b", "1"), fact("c", "1"), fact("a", "2")] {
            store.receive(&event).unwrap();
        }
        store.apply(&fact("b", "1")).unwrap();
        store.answer(&receipt("b", 1, "APPLIED")).unwrap();
        store.apply(&fact("c", "1")).unwrap();

        let store = Store::open(folder.path(), "hr-420800").unwrap();

        assert_eq!(store.pending(), [fact("a", "2"), fact("c", "1")]);
    }
}

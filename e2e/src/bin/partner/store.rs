//! What the partner has applied, in a file of its own: one JSON line per message, in the order of the stream.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

/// The partner's records.
pub(crate) struct Store {
    file: File,
    /// Event id → own record number.
    applied: HashMap<String, String>,
    prefix: String,
}

impl Store {
    pub(crate) fn open(folder: &Path, id: &str) -> anyhow::Result<Self> {
        let path = folder.join("applied.jsonl");
        let mut applied = HashMap::new();
        if let Ok(text) = std::fs::read_to_string(&path) {
            for line in text.lines() {
                let row: Value = serde_json::from_str(line)?;
                if let (Some(event), Some(record)) = (row["eventId"].as_str(), row["record"].as_str()) {
                    applied.insert(event.to_owned(), record.to_owned());
                }
            }
        }
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self { file, applied, prefix: id.to_uppercase() })
    }

    /// Applies a message once; its record number, the same for a repeat, and whether it was new.
    pub(crate) fn apply(&mut self, event_id: &str, data: &Value) -> anyhow::Result<(String, bool)> {
        if let Some(record) = self.applied.get(event_id) {
            return Ok((record.clone(), false));
        }
        let record = format!("{}-{:06}", self.prefix, self.applied.len() + 1);
        let row = json!({ "eventId": event_id, "record": record, "data": data });
        writeln!(self.file, "{row}")?;
        self.file.sync_data()?;
        self.applied.insert(event_id.to_owned(), record.clone());
        Ok((record, true))
    }
}

//! notification's own configuration.
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Sections beside the common ones.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The channel of files.
    pub spool: Spool,
}

/// The channel of files.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Spool {
    /// Folder that gets one JSON file per message, for a gateway to pick up; made when it does not exist. Absent:
    /// messages are in the inboxes only. Replicas may share it.
    pub folder: Option<PathBuf>,
}

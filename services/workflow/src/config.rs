//! workflow's own sections of the configuration.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What only workflow is told.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Keys for personal data at rest.
    pub vault: Keys,
    /// Where materials are kept.
    pub blobs: Blobs,
}

/// Keys for personal data at rest.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Keys {
    /// Key file, mode 0600; made where there is none.
    pub keys: PathBuf,
}

/// Where materials are kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Blobs {
    /// Folder; made where there is none.
    pub folder: PathBuf,
    /// Largest material, bytes.
    pub material_limit_bytes: u64,
}

impl Default for Keys {
    fn default() -> Self {
        Self { keys: PathBuf::from("vault.keys") }
    }
}

impl Default for Blobs {
    fn default() -> Self {
        Self { folder: PathBuf::from("blobs"), material_limit_bytes: 20 * 1024 * 1024 }
    }
}

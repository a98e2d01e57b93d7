//! The house's own section of the configuration.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What the registry is told beside what every house is.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Keys of personal data at rest.
    pub vault: VaultSection,
}

/// `[vault]`
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VaultSection {
    /// The key file, mode 0600; made where there is none. Without it the personal data is lost: back it up.
    pub keys: PathBuf,
}

impl Default for VaultSection {
    fn default() -> Self {
        Self { keys: PathBuf::from("registry-vault.json") }
    }
}

//! bridge's own configuration.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Sections beside the common ones.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Keys for personal data at rest.
    pub vault: Vault,
    /// What `bridge bootstrap` makes.
    pub bootstrap: Bootstrap,
}

/// Keys for personal data at rest.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Vault {
    /// Key file, mode 0600; made when it does not exist.
    pub keys: PathBuf,
}

impl Default for Vault {
    fn default() -> Self {
        Self { keys: "vault.keys".into() }
    }
}

/// What `bridge bootstrap` makes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bootstrap {
    /// Partners' systems, `<role>-<area code>`: their topics and access rules.
    pub partners: Vec<String>,
    /// Copies of each topic, at most the number of brokers.
    pub replicas: i32,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { partners: Vec::new(), replicas: 1 }
    }
}

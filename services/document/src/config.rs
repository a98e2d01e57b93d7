//! What only this house is told.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The house's own sections.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The folder of the papers' fonts, see `render`.
    pub fonts: PathBuf,
    /// Where printed copies are kept.
    pub blobs: Folder,
    /// The keys of the issuing offices, see `seal::Keyring`.
    pub signer: Folder,
}

/// A section that names a folder.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Folder {
    pub folder: PathBuf,
}

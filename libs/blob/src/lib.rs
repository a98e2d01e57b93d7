//! Files by content: materials (附件材料) and renderings. A file's name is the SHA-256 of what is in it, so the
//! same file is kept once and can't be changed unnoticed; its SM3 is computed on the way, for papers that
//! must cite the national digest.
//!
//! A folder by default; anything that `object_store` reaches (S3) in production.
mod content;
mod store;

pub use content::{ContentId, FileKind};
pub use store::{Error, Store, Stored};

//! Calls to other houses.
mod registry;

pub use registry::{Error, Registry};

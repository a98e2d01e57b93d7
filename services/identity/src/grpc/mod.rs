//! The front door: request → command, result → response, error → status.
mod certificates;
mod convert;
mod directory;
mod trust;

pub use certificates::Certificates;
pub use directory::Directory;
pub use trust::Trust;

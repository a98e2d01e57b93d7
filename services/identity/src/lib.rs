//! Who may act: certificates, and the directory of what each principal may do.
//!
//! `grpc` parses a request and asks `app`; `app` opens the transaction and asks `domain` what the rules say;
//! `ca` makes keys, certificates and signatures; `store` keeps rows and tells facts. Every change of the
//! directory or of a revocation raises the version of the *trust snapshot*; [`app::App`] publishes it, signed,
//! to this process and to every house that watches. [`init`] makes the first trust there is.
pub mod app;
mod assembly;
mod broker;
pub mod ca;
mod config;
pub mod domain;
pub mod grpc;
pub mod init;
mod life;
pub mod store;
mod wire;
mod workers;

pub use assembly::{Doors, build, doors};
pub use config::{Ca, Config, Enrolment};
pub use life::{Life, NoLife};

/// The tables of this house.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

//! A whole mesh in one folder: a private PostgreSQL cluster, a private Apache Kafka, the CA of the
//! real identity service, the six real binaries, and a proxy between any two of them.
//!
//! The demo, the end-to-end scenarios, the fault drivers and `make dev` all stand on it. Nothing in
//! it is a stand-in: the same binaries, the same mTLS and the same protocol as in production.
//! Nothing has a fixed port, nothing outlives the caller: [`process::Process`] sees to that, also
//! after Ctrl-C or a crash. Durability is not traded for speed (PostgreSQL keeps fsync).

mod admin;
pub mod folder;
pub mod kafka;
pub mod mesh;
pub mod ports;
pub mod postgres;
pub mod process;
pub mod proxy;
mod spawner;

pub use mesh::Devstack;

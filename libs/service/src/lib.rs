//! The shell every house runs in, so that a house's `main` says only what is its own.
//!
//! [`main`] reads the configuration, opens the sockets, hands a [`Shell`] to the house's `build`, and serves
//! the [`Server`] that `build` returns until it is told to stop. In front of every call stand the layers of
//! `layers/`, always the same and in one order: trace, record, audit, catch panic, authenticate, policy,
//! deadline. Handlers ask [`rpc::caller`] who calls and turn errors into statuses with [`rpc::status`].
mod admin;
mod certificate;
mod health;
mod layers;
mod listener;
mod methods;
mod server;
mod shell;
mod telemetry;
mod worker;

pub mod audit;
pub mod config;
pub mod lifecycle;
pub mod renewal;
pub mod rpc;
pub mod trust;

pub use config::Config;
pub use server::{Door, Server};
pub use shell::{Shell, main};

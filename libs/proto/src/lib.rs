//! The public contract as Rust: messages, clients and servers generated from `proto/`, committed so that they
//! can be read and built without a compiler for protos. `make proto` renews them. Beside them, the one place
//! where the contract's shared types meet Rust's and the kernel's: [`moment`] for dates and instants, `From`
//! for findings and actors.
#![allow(
    clippy::all,
    unreachable_pub,
    unused_qualifications,
    reason = "generated code keeps its generator's style"
)]

/// The serialized descriptors of every file of the contract, for reflection and for tests that walk it.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!("gen/descriptors.bin");

pub mod moment;
mod shared;

include!("gen/mod.rs");

pub use bianzhi::{bridge, document, error, identity, notification, probe, registry, r#type, workflow};

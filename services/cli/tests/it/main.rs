//! The command line as a shell sees it: the real binary, its output and its exit codes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod mesh;
mod offline;
mod probe;
mod verify;
mod workflow;

use std::process::{Command, Output};

/// Runs `bianzhi` with an empty environment, so that no setting of the machine leaks in.
fn bianzhi(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bianzhi")).env_clear().args(arguments).output().unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What was told on standard error.
fn complaint(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

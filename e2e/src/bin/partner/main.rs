//! A partner department's system, small but real: it reads its streams, keeps what it applies in a store of its own,
//! answers with signed receipts and opinions, and knows nothing but the public contract (topics, JSON, receipts).
//!
//! It prints one JSON line for everything that happens, and takes lines on standard input:
//! `agree CASE` · `disagree CASE REASON` · `hold` (receive, but apply nothing) · `go on` ·
//! `reject INSTITUTION PROBLEM` (nothing about it can be applied) · `accept INSTITUTION` ·
//! `die before-receipt|before-commit` (as a crash would, at the next fact).
mod desk;
mod kafka;
mod sign;
mod store;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// A partner department's system.
#[derive(Debug, Parser)]
struct Arguments {
    /// Who it is, `<role>-<area code>`.
    #[arg(long)]
    id: String,
    /// Environment in the names of topics.
    #[arg(long)]
    environment: String,
    /// Brokers, `host:port`.
    #[arg(long)]
    brokers: String,
    /// Private key, PEM.
    #[arg(long)]
    key: PathBuf,
    /// Certificate chain, PEM.
    #[arg(long)]
    certificate: PathBuf,
    /// Trust roots, PEM.
    #[arg(long)]
    roots: PathBuf,
    /// Folder of its store.
    #[arg(long)]
    store: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    match desk::run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "the program's log is its standard error")]
fn report(sentence: &str) {
    eprintln!("{sentence}");
}

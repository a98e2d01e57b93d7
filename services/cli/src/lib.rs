//! `bianzhi`, the command line of clerks, operators and verifiers: a client of the six services.
//!
//! It owns nothing and decides nothing. A command is `bianzhi <noun> <verb>`, one file each under
//! `commands/`: it asks, and gives back an [`answer::Answer`], which is the same facts as a table
//! for a person (`-o table`, `wide`) and as a value for a program (`-o json`, `jsonl`, `yaml`,
//! `csv`). What goes wrong becomes a [`failure::Failure`] with a reason, what to do about it and an
//! exit code: 0 ok, 1 failed, 2 usage, 3 verification failed, 4 not found, 5 denied, 6 conflict,
//! 7 unavailable. Tables and sentences are Chinese unless `--lang en`.
pub mod answer;
pub mod args;
pub mod ask;
pub mod commands;
pub mod contexts;
pub mod csv_folder;
pub mod deeds;
pub mod exit;
pub mod failure;
pub mod moment;
pub mod progress;
pub mod refusal;
pub mod render;
pub mod secret;
pub mod session;
pub mod transfer;
pub mod view;
pub mod wording;

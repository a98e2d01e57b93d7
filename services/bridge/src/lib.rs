//! The other departments: parallel review (并联审查), pushes, receipts.
//!
//! A review comes in at `grpc`, asks every department at once (`app/open_review`), and takes each opinion in its
//! own branch, from an operator (`grpc`) or from a system (`events`). The registry's change and workflow's
//! completion come in at `events`; when both halves of a case are there, `app/push` writes one message per
//! partner, projected by `partner`, and `app/note_receipt` follows each to its applied receipt.
pub mod app;
pub mod assembly;
pub mod bootstrap;
pub mod config;
pub mod domain;
pub mod events;
pub mod grpc;
pub mod partner;
pub mod remote;
pub mod store;
pub mod workers;

//! Who must know: facts become messages in the inboxes (待办与通知) of the operators concerned.
//!
//! A fact of workflow or bridge comes in at `events`, becomes an occasion of the `domain`, which says to which
//! roles it matters and in what words; `app/tell` finds the persons in the trust snapshot and writes one message
//! for each, once per fact and person (`store`). Each reads his or her own through `grpc`.
//!
//! No message holds personal data: case numbers, items, units and dates.
pub mod app;
pub mod assembly;
pub mod domain;
pub mod events;
pub mod grpc;
pub mod store;

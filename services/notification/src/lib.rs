//! Who must know: facts become messages in the inboxes (待办与通知) of the operators concerned.
//!
//! A fact of workflow or bridge comes in at `events` and becomes news of the `domain`: an occasion to tell somebody
//! something, a change of the limits that run within a case, or both. An occasion says to which roles it matters and
//! in what words; `app/take_in` finds the persons in the trust snapshot and writes one message for each, once per
//! fact and person (`store`). A running limit becomes reminders (amber, red, overdue), which `workers` tell when the
//! business clock has come to them: once, in order, whatever the number of replicas; what is overdue is escalated to
//! the superior. Each reads and acknowledges his or her own messages through `grpc`; where a spool folder is set, every
//! message also leaves as a file (`remote`), for a gateway to pick up.
//!
//! No message holds personal data: case numbers, items, units and dates.
pub mod app;
pub mod assembly;
pub mod config;
pub mod domain;
pub mod events;
pub mod grpc;
pub mod remote;
pub mod store;
pub mod workers;

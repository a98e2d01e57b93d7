//! Whether a house can be heard: a fact of its own goes out through its outbox and comes back through its
//! inbox, by the same relay, broker and letter box as every other fact, in the trace of whoever asked.
//!
//! [`service`] offers `bianzhi.probe.v1.ProbeService`, the same in every house: `SendProbe` writes a row of
//! the table `probe` and tells `cn.bianzhi.probe.sent.v1` in one transaction; the house's letter box, wrapped
//! in a [`LetterBox`], claims the fact when it comes back and notes the arrival with the trace that its record
//! named; `GetProbe` says both. `bianzhi mesh probe` asks all six and compares.
//!
//! All probes travel on one topic of their own, so that no house reads its whole stream of facts again. It
//! does not tell whether the house's *own* topic exists: that an unsent row would (`outbox_oldest_age_seconds`).
mod error;
mod letter_box;
mod rpc;
mod store;

use messaging::topics::{self, Topic};

pub use error::Error;
pub use letter_box::{LetterBox, NoLetters};
pub use rpc::service;

/// The topic of all probes: every house writes to it and listens to it.
pub fn topic() -> Topic {
    topics::inside("probe")
}

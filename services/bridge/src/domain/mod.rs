//! The rules of parallel review and of following what partners were told. Pure: time is an argument.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::as_conversions, clippy::panic))]
mod delivery;
mod form;
mod join;
mod message;
mod opinion;
mod push;

pub use delivery::{Delivery, DeliveryError, DeliveryState, Receipt, ReceiptKind};
pub(crate) use form::masked;
pub use form::{Bucket, Candidate, Form};
pub use join::{CaseCompletion, Paper, RegistryChange};
pub use message::{MessageRefused, ProvedMessage, RefusedMessage, SeenMessage, Signer};
pub use opinion::{Answer, Department, Opinion, OpinionError, Review, ReviewState, Verdict, joined};
pub use push::{Institution, Outgoing, Person, Recipient, Role, Told};

//! The front door: request → command, result → answer. Who may call is policy's; whose rows they are is read
//! from the caller ([`caller`]).
mod caller;
mod change;
mod convert;
mod import;
mod institution;
mod person;
mod quota;
mod refused;

use crate::app::App;

/// The registry's services over its app.
#[derive(Clone)]
pub struct Grpc(pub App);

//! The front door: read the request, ask `app`, render the answer.
mod defects;
mod document;
mod message;
mod order;
mod reader;
mod verification;

use crate::app::App;

/// Both services of the house.
#[derive(Clone)]
pub struct Grpc(pub App);

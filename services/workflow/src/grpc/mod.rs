//! The front door: request → command, result → response, error → status.

mod asked;
mod cases;
mod convert;
mod definitions;
mod materials;

use crate::app::App;

/// The three services of the house, over the same commands.
#[derive(Clone)]
pub struct Grpc(pub App);

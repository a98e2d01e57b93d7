//! The front door: request → command, result → response, error → status.
mod convert;
mod deliveries;
mod reviews;

use crate::app::App;

/// Serves `ReviewService` and `DeliveryService`.
#[derive(Clone)]
pub struct Grpc(pub App);

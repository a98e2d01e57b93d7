//! The document service from outside: its answers over gRPC, and its papers as a reader gets them.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test fails by panicking")]
mod house;
mod issuing;
mod paper_text;
mod reading;
mod rendering;
mod request;
mod rooms;
mod series;
mod verifying;

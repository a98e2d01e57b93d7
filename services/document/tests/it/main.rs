//! The document service from outside: its papers as a reader gets them.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test fails by panicking")]
mod paper_text;
mod rendering;

//! What was told on paper: numbers, frozen words, signatures, printed copies, and the answer to
//! whoever scans one (domain.md §5).
//!
//! A case's papers are issued in one transaction: their numbers come from the register of their
//! series, their words become canonical JSON, its SM3 digest goes into a payload that the office's
//! key signs. From then on nothing of a paper changes but its state. The printed copies are made
//! from it right afterwards by `render`, once. A scanner reads the payload back: `seal` says whether
//! it is authentic, the archive whether it is in force and what it says.
//!
//! A request crosses the rooms in one direction: `grpc` or `workers` → `app` → `domain`, `store`,
//! `render`. `assembly` puts them together.
pub mod app;
pub mod assembly;
pub mod config;
pub mod domain;
pub mod grpc;
pub mod render;
pub mod store;
pub mod workers;

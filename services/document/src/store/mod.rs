//! The archive: SQL only, rows in and domain values out. Every function takes the caller's connection.
pub mod documents;
mod facts;
pub mod renderings;
pub mod scans;
pub mod series;

//! SQL only: rows in, domain values out. Every function takes the caller's connection or transaction.
pub mod certificates;
pub mod directory;
mod facts;
pub mod tokens;
pub mod trust;

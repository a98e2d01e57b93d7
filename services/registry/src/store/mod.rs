//! The archive: SQL only. Rows in, domain values out; every function takes the caller's transaction or
//! connection.
mod facts;
mod row;

pub mod access;
pub mod buckets;
pub mod changes;
pub mod holds;
pub mod imports;
pub mod institutions;
pub mod ledger;
pub mod locks;
pub mod occupancies;
pub mod permits;
pub mod persons;
pub mod pins;
pub mod plans;
pub mod view;

pub use facts::tell;

//! What tests of every service share: a database of one's own, a clock that stands still, servers in process
//! behind real mTLS, patience with an end, and the walls between rooms. Only ever a dev-dependency; everything here fails by panicking.
pub mod clock;
pub mod mesh;
pub mod patience;
pub mod postgres;
pub mod rooms;

pub use patience::eventually;

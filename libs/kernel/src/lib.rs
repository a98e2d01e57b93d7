//! The words every house shares: ids, the two clocks, who acts, and kinds of failure. Pure, but for
//! reading a clock.
pub mod actor;
pub mod clock;
pub mod error;
pub mod id;

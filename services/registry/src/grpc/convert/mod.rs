//! Messages read into commands, every defect listed; values written as answers.
pub(super) mod answer;
pub(super) mod proposed;
pub(super) mod reading;

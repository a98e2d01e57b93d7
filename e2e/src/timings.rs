//! How long things took on this machine.

use std::time::{Duration, Instant};

/// A list of what was done and how long it took.
#[derive(Debug, Default)]
pub(crate) struct Timings(Vec<(String, Duration)>);

impl Timings {
    /// Notes something that began at `began` and has ended now.
    pub(crate) fn note(&mut self, what: impl Into<String>, began: Instant) {
        self.0.push((what.into(), began.elapsed()));
    }

    /// A table, longest first within what was noted, with the sum.
    pub(crate) fn table(&self) -> String {
        let mut lines: Vec<String> =
            self.0.iter().map(|(what, took)| format!("  {:>8.2} s  {what}", took.as_secs_f64())).collect();
        let sum: Duration = self.0.iter().map(|(_, took)| *took).sum();
        lines.push(format!("  {:>8.2} s  altogether", sum.as_secs_f64()));
        lines.join("\n")
    }
}

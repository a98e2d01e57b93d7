//! What a run prints: a line for each fault.

use std::fmt;
use std::time::Duration;

use super::strike::Fault;

/// How many complaints are printed of one batch.
const SHOWN: usize = 12;

/// What came of one batch.
#[derive(Debug, Clone)]
pub struct Row {
    /// The faults.
    pub fault: String,
    /// How often it struck.
    pub struck: u32,
    /// Cases in flight that came to their end.
    pub cases: usize,
    /// Requests that were answered, and answered the same when they were repeated.
    pub requests: usize,
    /// What the checker said.
    pub complaints: Vec<String>,
    /// How long it took until everything was at rest again.
    pub took: Duration,
}

/// The heading of the table.
pub(super) fn heading() -> String {
    let [struck, cases, requests] = ["struck", "cases", "requests"];
    format!("{struck:>6} {cases:>6} {requests:>9} {:>8}  {:<78} the checker says", "took", "fault")
}

/// The faults of one batch.
pub(super) fn name(faults: &[Fault]) -> String {
    match faults {
        [] => Fault::None.to_string(),
        _ => faults.iter().map(Fault::to_string).collect::<Vec<_>>().join(", "),
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { fault, struck, cases, requests, complaints, took } = self;
        let verdict = match complaints.len() {
            0 => "the same as undisturbed".to_owned(),
            count => format!("{count} complaints:"),
        };
        let took = took.as_secs_f64();
        write!(f, "{struck:>6} {cases:>6} {requests:>9} {took:>6.1} s  {fault:<78} {verdict}")?;
        for complaint in complaints.iter().take(SHOWN) {
            write!(f, "\n         · {complaint}")?;
        }
        Ok(())
    }
}

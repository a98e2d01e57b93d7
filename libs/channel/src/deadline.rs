//! How long a call may take (conventions.md "gRPC": reads 2 s, writes 5 s, reports 30 s), and how a call
//! never outlives the one that caused it.

use std::time::Duration;

use http::{HeaderMap, HeaderValue};
use tokio::time::Instant;

/// Calls that ask and change nothing.
pub const READ: Duration = Duration::from_secs(2);
/// Calls that change something.
pub const WRITE: Duration = Duration::from_secs(5);
/// Calls that move or compute much: imports, exports, reports, uploads and downloads.
pub const REPORT: Duration = Duration::from_secs(30);

/// What is kept back of the caller's time, so that our answer reaches it before it gives up.
const MARGIN: Duration = Duration::from_millis(20);
const HEADER: &str = "grpc-timeout";

tokio::task_local! {
    static UNTIL: Instant;
}

/// Runs `work` with a deadline that every call it makes (in the same task) inherits.
pub async fn within<F: Future>(until: Instant, work: F) -> F::Output {
    UNTIL.scope(until, work).await
}

/// What is left of the time of the call being served; none where nobody waits (a worker, the command line).
pub fn remaining() -> Option<Duration> {
    UNTIL.try_with(|until| until.saturating_duration_since(Instant::now())).ok()
}

/// The usual time for a method by its name; none for a stream that is meant to stay open.
pub fn usual(method: &str) -> Option<Duration> {
    const READS: [&str; 6] = ["Get", "List", "Search", "Check", "Verify", "Find"];
    const REPORTS: [&str; 7] = ["Import", "Export", "Report", "Upload", "Download", "Publish", "Compute"];
    let starts = |words: &[&str]| words.iter().any(|word| method.starts_with(word));
    if method.starts_with("Watch") || method.ends_with("Info") {
        None
    } else if starts(&READS) {
        Some(READ)
    } else if starts(&REPORTS) {
        Some(REPORT)
    } else {
        Some(WRITE)
    }
}

/// The time that a request's header grants, if it says.
pub fn granted(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(HEADER)?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let amount: u64 = digits.parse().ok().filter(|_| digits.len() <= 8)?;
    match unit {
        "H" => Some(Duration::from_secs(amount * 3_600)),
        "M" => Some(Duration::from_secs(amount * 60)),
        "S" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_millis(amount)),
        "u" => Some(Duration::from_micros(amount)),
        "n" => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

/// Decides how long the call that `headers` belong to may take and says so in them: what the caller asked
/// for or the usual time, and never more than what is left.
pub(crate) fn settle(method: &str, headers: &mut HeaderMap) -> Option<Duration> {
    let asked = granted(headers).or_else(|| usual(method));
    let left = remaining().map(|left| left.saturating_sub(MARGIN));
    let time = match (asked, left) {
        (Some(asked), Some(left)) => asked.min(left),
        // A stream that is meant to stay open is not cut by the call that opened it.
        (None, _) => return None,
        (Some(asked), None) => asked,
    };
    let millis = time.as_millis().min(99_999_999);
    if let Ok(value) = HeaderValue::from_str(&format!("{millis}m")) {
        headers.insert(HEADER, value);
    }
    Some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_has_the_time_of_its_kind() {
        assert_eq!(usual("GetQuotaBalance"), Some(READ));
        assert_eq!(usual("HoldSeats"), Some(WRITE));
        assert_eq!(usual("ImportRegistry"), Some(REPORT));
        assert_eq!(usual("WatchTrust"), None);
    }

    #[tokio::test]
    async fn a_call_never_outlives_the_one_that_caused_it() {
        let until = Instant::now() + Duration::from_millis(500);

        let time = within(until, async { settle("GetCase", &mut HeaderMap::new()) }).await;

        assert!(time.is_some_and(|time| time <= Duration::from_millis(480)), "{time:?}");
    }

    #[test]
    fn the_header_is_read_in_every_unit_and_nonsense_is_none() {
        let header = |text: &'static str| {
            granted(&HeaderMap::from_iter([(HEADER.parse().unwrap(), HeaderValue::from_static(text))]))
        };
        assert_eq!(header("2S"), Some(Duration::from_secs(2)));
        assert_eq!(header("150m"), Some(Duration::from_millis(150)));
        assert_eq!(header("1H"), Some(Duration::from_secs(3_600)));
        assert_eq!(header("S"), None);
        assert_eq!(header("123456789S"), None);
    }
}

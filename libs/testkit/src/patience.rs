//! Waiting for what happens elsewhere, instead of sleeping.
use std::time::Duration;

use tokio::time::{Instant, sleep};

const LOOK: Duration = Duration::from_millis(15);

/// Looks until `look` sees something, and returns it. Panics with `what` when `patience` is over.
pub async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    patience: Duration,
    mut look: impl FnMut() -> F,
) -> T {
    let end = Instant::now() + patience;
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(Instant::now() < end, "not within {patience:?}: {what}");
        sleep(LOOK).await;
    }
}

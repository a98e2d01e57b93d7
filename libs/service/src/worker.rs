//! Work that comes round.

use std::fmt::Display;
use std::time::Duration;

use uuid::Uuid;

use crate::lifecycle::Lifecycle;

/// Rounds that found work in a row before the worker pauses, so that it never keeps a CPU to itself.
const BUSY_ROUNDS: u32 = 100;

/// Runs `round` again and again until the service stops.
///
/// A round takes what is due and says how much it did: after something the next follows at once, after
/// nothing, or an error (which is logged and never ends the worker), it follows after `every`, a little more
/// or less, so that replicas do not march in step.
pub(crate) fn spawn<F, W, E>(lifecycle: &Lifecycle, name: &'static str, every: Duration, mut round: F)
where
    F: FnMut() -> W + Send + 'static,
    W: Future<Output = Result<usize, E>> + Send,
    E: Display + Send,
{
    let stop = lifecycle.stop();
    lifecycle.spawn(name, async move {
        let mut busy = 0;
        loop {
            let done = round().await.unwrap_or_else(|error| {
                tracing::error!(worker = name, error = %format!("{error:#}"), "a round of a worker failed");
                metrics::counter!("bianzhi_worker_failures_total", "worker" => name).increment(1);
                0
            });
            busy = if done > 0 { busy + 1 } else { 0 };
            let pause = if busy > 0 && busy < BUSY_ROUNDS { Duration::ZERO } else { jittered(every) };
            if pause > Duration::ZERO {
                busy = 0;
            }
            tokio::select! {
                () = stop.cancelled() => return Ok::<(), std::convert::Infallible>(()),
                () = tokio::time::sleep(pause) => {}
            }
        }
    });
}

/// Between three quarters and five quarters of the interval.
fn jittered(every: Duration) -> Duration {
    let share = u32::from(Uuid::new_v4().as_bytes()[0]);
    every * 3 / 4 + every / 2 * share / 255
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_round_that_fails_is_followed_by_the_next() {
        let lifecycle = Lifecycle::default();
        let rounds = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&rounds);
        let (seen, mut third) = tokio::sync::mpsc::channel(1);

        spawn(&lifecycle, "test", Duration::from_millis(1), move || {
            let round = counted.fetch_add(1, Ordering::SeqCst);
            let seen = seen.clone();
            async move {
                match round {
                    0 => Err("database away"),
                    1 => Ok(1),
                    _ => {
                        let _ = seen.try_send(());
                        Ok(0)
                    }
                }
            }
        });

        third.recv().await.unwrap();
        lifecycle.end().await;
        assert!(rounds.load(Ordering::SeqCst) >= 3);
    }
}

//! Keeping clients busy, and what came of it.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;

/// One client that asks again as soon as it is answered.
pub(super) trait Client: Send + 'static {
    /// Asks once.
    fn step(&mut self) -> impl Future<Output = Result<()>> + Send;
}

/// What clients did.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// How long each step took, shortest first.
    latencies: Vec<Duration>,
    /// From the first question to the last answer.
    pub(super) took: Duration,
}

impl Run {
    /// From single measurements.
    pub(super) fn of(mut latencies: Vec<Duration>, took: Duration) -> Self {
        latencies.sort_unstable();
        Self { latencies, took }
    }

    /// Steps done.
    pub(super) fn done(&self) -> usize {
        self.latencies.len()
    }

    /// Steps per second.
    pub(super) fn rate(&self) -> f64 {
        count(self.done()) / self.took.as_secs_f64()
    }

    /// The time that so many of a hundred steps stayed within.
    pub(super) fn within(&self, percent: usize) -> Duration {
        let last = self.latencies.len().saturating_sub(1);
        let at = (last * percent).div_ceil(100);
        self.latencies.get(at.min(last)).copied().unwrap_or_default()
    }

    /// Milliseconds of processor time for each step.
    pub(super) fn milliseconds_each(&self, spent: Duration) -> f64 {
        milliseconds(spent) / count(self.done()).max(1.0)
    }
}

/// A number of things for a division.
pub(super) fn count(things: usize) -> f64 {
    u32::try_from(things).map_or(f64::INFINITY, f64::from)
}

/// A time in milliseconds.
pub(super) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Lets each client ask again and again for `time`.
///
/// # Errors
/// The first step that failed.
pub(super) async fn keep_busy<C: Client>(clients: &mut Vec<C>, time: Duration) -> Result<Run> {
    let mut tasks = JoinSet::new();
    let began = Instant::now();
    let until = began + time;
    for mut client in clients.drain(..) {
        tasks.spawn(async move {
            let mut latencies = Vec::new();
            while Instant::now() < until {
                let asked = Instant::now();
                client.step().await?;
                latencies.push(asked.elapsed());
            }
            anyhow::Ok((client, latencies))
        });
    }
    let mut all = Vec::new();
    while let Some(done) = tasks.join_next().await {
        let (client, mut latencies) = done??;
        clients.push(client);
        all.append(&mut latencies);
    }
    Ok(Run::of(all, began.elapsed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_read_from_the_sorted_list() {
        let run = Run::of((1..=100).rev().map(Duration::from_millis).collect(), Duration::from_secs(2));

        assert_eq!(run.within(50), Duration::from_millis(51));
        assert_eq!(run.within(99), Duration::from_millis(100));
        assert_eq!(run.within(100), Duration::from_millis(100));
        assert!((run.rate() - 50.0).abs() < f64::EPSILON);
    }
}

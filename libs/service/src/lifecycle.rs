//! The parts of a running service, which start together and end together.

use std::fmt::Display;
use std::process::ExitCode;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long the parts may take to finish what they began.
pub const HARD_STOP: Duration = Duration::from_secs(25);

/// Owns every task of the process. Clones are handles to the same one.
#[derive(Debug, Clone, Default)]
pub struct Lifecycle {
    draining: CancellationToken,
    stop: CancellationToken,
    crashed: CancellationToken,
    parts: TaskTracker,
}

impl Lifecycle {
    /// Cancelled when the service should take no new work: it says NOT_SERVING and still serves.
    pub fn draining(&self) -> CancellationToken {
        self.draining.clone()
    }

    /// Cancelled when the parts should finish what they are at, and end.
    pub fn stop(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Runs a part. A part that ends before it was asked to takes the service down with it: half a service
    /// is worse than a restart.
    pub fn spawn<E: Display>(
        &self,
        name: &'static str,
        part: impl Future<Output = Result<(), E>> + Send + 'static,
    ) {
        let (stop, crashed) = (self.stop.clone(), self.crashed.clone());
        self.parts.spawn(async move {
            if let Err(error) = part.await {
                tracing::error!(part = name, error = %format!("{error:#}"), "a part of the service failed");
            }
            if !stop.is_cancelled() {
                tracing::error!(part = name, "a part of the service ended early");
                crashed.cancel();
            }
        });
    }

    /// Runs work that ends by itself, such as one handshake; a stop waits for it too.
    pub fn spawn_work(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.parts.spawn(work);
    }

    /// Waits for SIGTERM, SIGINT or a crash; says NOT_SERVING for `pause`, so that callers go elsewhere; then
    /// gives the parts 25 s to finish. The exit code says whether a part crashed.
    ///
    /// # Errors
    /// When signals can't be listened to.
    pub async fn run(self, pause: Duration) -> std::io::Result<ExitCode> {
        let (mut terminate, mut interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        tokio::select! {
            _ = terminate.recv() => tracing::info!("asked to stop by SIGTERM"),
            _ = interrupt.recv() => tracing::info!("asked to stop by SIGINT"),
            () = self.crashed.cancelled() => {}
        }
        let crashed = self.crashed.is_cancelled();
        self.draining.cancel();
        if !crashed {
            tokio::time::sleep(pause).await;
        }
        self.end().await;
        Ok(if crashed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    /// Stops the parts and waits for them, 25 s at most.
    pub async fn end(&self) {
        self.draining.cancel();
        self.stop.cancel();
        self.parts.close();
        if tokio::time::timeout(HARD_STOP, self.parts.wait()).await.is_err() {
            tracing::warn!("parts did not finish within {} s and are left behind", HARD_STOP.as_secs());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_part_that_dies_takes_the_service_down() {
        let lifecycle = Lifecycle::default();
        let other = lifecycle.stop();
        lifecycle.spawn("faithful", async move {
            other.cancelled().await;
            Ok::<(), String>(())
        });
        lifecycle.spawn("mortal", async { Err("no port") });

        let exit = lifecycle.run(Duration::ZERO).await.unwrap();

        assert_eq!(format!("{exit:?}"), format!("{:?}", ExitCode::FAILURE));
    }
}

//! Asking again.

use std::time::Duration;

use tonic::{Code, Status};
use uuid::Uuid;

const TRIES: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// Makes a call, at most three times while the answer is UNAVAILABLE, with growing and jittered pauses and
/// within the time that is left. Only for calls that are the same request when repeated: reads, and writes
/// that carry a request id. At one layer only: whoever retries is not retried.
///
/// # Errors
/// The last answer that was an error.
pub async fn retry<T, F>(mut call: impl FnMut() -> F) -> Result<T, Status>
where
    F: Future<Output = Result<T, Status>>,
{
    let mut pause = FIRST_PAUSE;
    for _ in 1..TRIES {
        match call().await {
            Err(status) if status.code() == Code::Unavailable => {
                let wait = jittered(pause);
                if crate::deadline::remaining().is_some_and(|left| left <= wait) {
                    return Err(status);
                }
                tokio::time::sleep(wait).await;
                pause *= 3;
            }
            answer => return answer,
        }
    }
    call().await
}

/// Between half of the pause and the whole, so that many callers do not come back at once.
fn jittered(pause: Duration) -> Duration {
    let half = pause / 2;
    let share = u32::from(Uuid::new_v4().as_bytes()[0]);
    half + half * share / 255
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    async fn tries(code: Code) -> u32 {
        let made = Cell::new(0);
        let outcome: Result<(), Status> = retry(|| {
            made.set(made.get() + 1);
            async move { Err(Status::new(code, "no")) }
        })
        .await;
        assert_eq!(outcome.unwrap_err().code(), code);
        made.get()
    }

    #[tokio::test]
    async fn only_unavailable_is_asked_again_and_three_times_at_most() {
        assert_eq!(tries(Code::Unavailable).await, 3);
        assert_eq!(tries(Code::FailedPrecondition).await, 1);
        assert_eq!(tries(Code::DeadlineExceeded).await, 1);
    }
}

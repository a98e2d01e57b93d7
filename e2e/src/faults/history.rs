//! The history of client calls: every request with its first answer.

use std::time::Duration;

use anyhow::bail;
use kernel::error::Kind;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use super::ask::{Answer, Ask};
use super::clients::Clients;

/// How long a client asks again before it gives the request up: longer than any fault lasts.
const PATIENCE: Duration = Duration::from_secs(60);
const ASK_AGAIN: Duration = Duration::from_millis(100);

/// A request that was answered.
#[derive(Debug, Clone)]
struct Call {
    operator: &'static str,
    ask: Ask,
    /// What it was answered first.
    answer: Answer,
}

/// All requests of a batch, in the order of their answers.
#[derive(Debug, Default)]
pub(super) struct History(Mutex<Vec<Call>>);

impl History {
    /// Makes a request, and the same again while no answer comes; keeps the first answer.
    ///
    /// # Errors
    /// A refusal, which no request of a run deserves, or no answer within a minute.
    pub(super) async fn ask(
        &self,
        clients: &Clients,
        operator: &'static str,
        ask: Ask,
    ) -> anyhow::Result<Answer> {
        let answer = until_answered(clients, operator, &ask).await?;
        self.0.lock().await.push(Call { operator, ask, answer: answer.clone() });
        Ok(answer)
    }

    /// How many requests were answered.
    pub(super) async fn len(&self) -> usize {
        self.0.lock().await.len()
    }

    /// Makes every request once more; a complaint for each whose answer is not its first.
    pub(super) async fn repeat(&self, clients: &Clients) -> Vec<String> {
        let mut complaints = Vec::new();
        for Call { operator, ask, answer } in self.0.lock().await.iter() {
            let method = ask.method();
            match until_answered(clients, operator, ask).await {
                Ok(again) if again == *answer => {}
                Ok(_) => complaints.push(format!("{method} by {operator}, repeated, got another answer")),
                Err(error) => {
                    complaints.push(format!("{method} by {operator}, repeated, got no answer: {error:#}"));
                }
            }
        }
        complaints
    }
}

async fn until_answered(clients: &Clients, operator: &'static str, ask: &Ask) -> anyhow::Result<Answer> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let status = match ask.send(clients, operator).await {
            Ok(answer) => return Ok(answer),
            Err(status) => status,
        };
        let (method, failure) = (ask.method(), channel::failure(&status));
        let passes = match failure.kind {
            Kind::Unavailable | Kind::Exhausted => true,
            Kind::Conflict => failure.reason != "ETAG_MISMATCH",
            // A connection that broke halfway ends so, without details; a service's own INTERNAL has some.
            Kind::Internal => status.details().is_empty(),
            _ => false,
        };
        if !passes {
            bail!("{method} by {operator} was refused: {} ({})", failure.reason, failure.message);
        }
        if Instant::now() > deadline {
            bail!(
                "{method} by {operator} got no answer in a minute: {} ({})",
                failure.reason,
                failure.message
            );
        }
        sleep(ASK_AGAIN).await;
    }
}

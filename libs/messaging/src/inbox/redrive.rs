//! Facts that come back from the shelf, in the order of their key.
use std::time::Duration;

use super::delivery::{Desk, chain};
use super::parked::State;
use super::{Receive, Refusal, parked};
use crate::envelope;

const LOOK: Duration = Duration::from_secs(1);
const CLEAN: Duration = Duration::from_secs(3600);

/// Looks at the shelf until stopped, and forgets claims that nothing can repeat any more.
pub(super) async fn run<R: Receive>(desk: &Desk<R>) {
    let mut clean = tokio::time::interval(CLEAN);
    loop {
        tokio::select! {
            () = desk.stop.cancelled() => return,
            _ = clean.tick() => report(forget_old_claims(desk).await, "forget old claims"),
            () = tokio::time::sleep(LOOK) => report(round(desk).await, "look at parked facts"),
        }
    }
}

/// Offers what is due until a round changes nothing.
async fn round<R: Receive>(desk: &Desk<R>) -> Result<(), db::Error> {
    let mut progress = true;
    while progress && !desk.stop.is_cancelled() {
        progress = false;
        for parked_id in parked::due(&desk.pool).await? {
            progress |= offer(desk, parked_id).await?;
        }
    }
    Ok(())
}

/// Offers one; `true` when it left the shelf. The row's lock keeps other replicas away meanwhile, and a
/// later fact of the key waits behind it until it is deleted.
async fn offer<R: Receive>(desk: &Desk<R>, parked_id: i64) -> Result<bool, db::Error> {
    let mut tx = db::begin(&desk.pool).await?;
    let Some(record) = parked::take(&mut tx, parked_id).await? else { return Ok(false) };
    let gone = match envelope::open(&record) {
        Err(reason) => {
            parked::put_back(&mut tx, parked_id, State::Unreadable, &reason.to_string()).await?;
            false
        }
        Ok(fact) => match desk.offer(&fact).await {
            Ok(()) => {
                parked::remove(&mut tx, parked_id).await?;
                true
            }
            Err(Refusal::Retry(reason)) => {
                tracing::warn!(%reason, "cannot take a parked fact in yet, will retry");
                false
            }
            Err(Refusal::Park(reason) | Refusal::Fault(reason)) => {
                parked::put_back(&mut tx, parked_id, State::Parked, &chain(reason.as_ref())).await?;
                false
            }
        },
    };
    db::commit(tx).await?;
    Ok(gone)
}

/// Partner topics keep 30 days: after 60 no broker can offer a fact again.
async fn forget_old_claims<R>(desk: &Desk<R>) -> Result<(), db::Error> {
    sqlx::query("delete from inbox where received_at < now() - interval '60 days'")
        .execute(&desk.pool)
        .await?;
    Ok(())
}

fn report(outcome: Result<(), db::Error>, what: &str) {
    if let Err(error) = outcome {
        tracing::warn!(%error, "cannot {what}, will retry");
    }
}

//! Effects in other houses: intent → call → outcome, one mechanism for all of them (architecture.md §1).
//!
//! [`intend`] commits what must happen with the state that makes it due. The caller's own task performs it at
//! once; if it dies anywhere, [`take`] gives it to the effect worker of any replica, which finishes it with the
//! same derived ids. [`settle`] closes it in the transaction of the outcome: whoever comes first.

use std::time::Duration;

use sqlx::{PgConnection, PgPool, Row, postgres::PgRow};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Error, Request, derived_id};

/// What must happen in another house.
#[derive(Debug, Clone, PartialEq)]
pub struct Intent {
    /// What to do; the house that intends it knows how.
    pub kind: String,
    /// On what, e.g. a case number.
    pub subject: String,
    /// Version of the subject.
    pub version: i32,
    /// Step, unique per (subject, version, attempt).
    pub step: String,
    /// Attempt at this step, from 1.
    pub attempt: i32,
    /// What the performer needs. No personal data.
    pub detail: serde_json::Value,
    /// The request that the outcome answers: principal and id.
    pub request: Option<(String, Uuid)>,
    /// W3C trace context of the decision that caused it.
    pub traceparent: Option<String>,
}

/// An intent in hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Its row.
    pub id: Uuid,
    /// What was intended.
    pub intent: Intent,
    /// How often it was taken, this time included.
    pub tries: i32,
}

impl Intent {
    /// The request that the outcome answers.
    #[must_use]
    pub fn answering(mut self, request: &Request) -> Self {
        self.request = Some((request.principal_id.clone(), request.id));
        self
    }
}

impl Effect {
    /// The request id of one call of this effect, the same whoever makes it and however often.
    pub fn call_id(&self, call: &str) -> Uuid {
        let Intent { subject, version, step, attempt, .. } = &self.intent;
        derived_id(subject, *version, &format!("{step}/{call}"), *attempt)
    }
}

/// Writes an intent in the transaction that makes it due, leased to the caller for `lease`.
pub async fn intend(
    tx: &mut PgConnection,
    intent: Intent,
    now: OffsetDateTime,
    lease: Duration,
) -> Result<Effect, Error> {
    let id = Uuid::now_v7();
    let (principal_id, request_id) = intent.request.clone().unzip();
    sqlx::query(
        "insert into effect (effect_id, kind, subject, version, step, attempt, intent, principal_id, request_id, \
         traceparent, leased_until, intended_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(id)
    .bind(&intent.kind)
    .bind(&intent.subject)
    .bind(intent.version)
    .bind(&intent.step)
    .bind(intent.attempt)
    .bind(&intent.detail)
    .bind(principal_id)
    .bind(request_id)
    .bind(&intent.traceparent)
    .bind(now + lease)
    .bind(now)
    .execute(tx)
    .await
    .map_err(db::Error::from)?;
    Ok(Effect { id, intent, tries: 1 })
}

/// Takes effects whose lease ran out, oldest first, and leases them to the caller for `lease`.
pub async fn take(
    pool: &PgPool,
    now: OffsetDateTime,
    lease: Duration,
    limit: i64,
) -> Result<Vec<Effect>, Error> {
    let rows = sqlx::query(
        "update effect set leased_until = $2, tries = tries + 1 where effect_id in ( \
           select effect_id from effect where settled_at is null and leased_until <= $1 \
           order by leased_until limit $3 for update skip locked) \
         returning effect_id, kind, subject, version, step, attempt, intent, principal_id, request_id, traceparent, tries",
    )
    .bind(now)
    .bind(now + lease)
    .bind(limit)
    .fetch_all(pool)
    .await
    .map_err(db::Error::from)?;
    let effects = rows.iter().map(effect).collect::<Result<_, _>>().map_err(db::Error::from)?;
    Ok(effects)
}

/// Closes the effect inside the transaction of its outcome. `false` when another performer was first: roll
/// back, its outcome stands.
pub async fn settle(tx: &mut PgConnection, effect: &Effect, now: OffsetDateTime) -> Result<bool, Error> {
    let done = sqlx::query("update effect set settled_at = $2 where effect_id = $1 and settled_at is null")
        .bind(effect.id)
        .bind(now)
        .execute(tx)
        .await
        .map_err(db::Error::from)?;
    Ok(done.rows_affected() == 1)
}

/// Gives an effect back after a failure, to be taken again at `retry_at`. `reason` is a reason code, not a text.
pub async fn give_back(
    pool: &PgPool,
    effect: &Effect,
    retry_at: OffsetDateTime,
    reason: &str,
) -> Result<(), Error> {
    sqlx::query(
        "update effect set leased_until = $2, last_error = $3 where effect_id = $1 and settled_at is null",
    )
    .bind(effect.id)
    .bind(retry_at)
    .bind(reason)
    .execute(pool)
    .await
    .map_err(db::Error::from)?;
    Ok(())
}

/// When a failed effect is tried again: 0.2 s, doubled each time, 30 s at most.
pub fn back_off(tries: i32) -> Duration {
    let doublings = u32::try_from(tries.clamp(1, 9) - 1).unwrap_or(0);
    Duration::from_millis(200 << doublings).min(Duration::from_secs(30))
}

fn effect(row: &PgRow) -> Result<Effect, sqlx::Error> {
    let principal_id: Option<String> = row.try_get("principal_id")?;
    let request_id: Option<Uuid> = row.try_get("request_id")?;
    let intent = Intent {
        kind: row.try_get("kind")?,
        subject: row.try_get("subject")?,
        version: row.try_get("version")?,
        step: row.try_get("step")?,
        attempt: row.try_get("attempt")?,
        detail: row.try_get("intent")?,
        request: principal_id.zip(request_id),
        traceparent: row.try_get("traceparent")?,
    };
    Ok(Effect { id: row.try_get("effect_id")?, intent, tries: row.try_get("tries")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_off_doubles_and_ends_at_half_a_minute() {
        assert_eq!(back_off(1), Duration::from_millis(200));
        assert_eq!(back_off(4), Duration::from_millis(1600));
        assert_eq!(back_off(100), Duration::from_secs(30));
    }
}

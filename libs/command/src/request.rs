//! Request ids and their stored answers.

use std::time::Duration;

use kernel::clock::SystemClock;
use kernel::error::Violation;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgPool, Row};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::Error;

/// How often a repeat looks whether the first one has its answer.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A mutating request as its sender named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who asks: request ids are unique per principal.
    pub principal_id: String,
    /// The sender's UUID.
    pub id: Uuid,
    digest: [u8; 32],
}

/// Whether a request is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim<T> {
    /// Never seen: go on, and store the answer in the same commit.
    New,
    /// Seen and answered: this was the answer.
    Answered(T),
}

impl Request {
    /// `method` is the full RPC name and `content` the serialized request, so that the same id with anything
    /// else is noticed.
    ///
    /// # Errors
    /// [`Error::IdInvalid`] when `request_id` is no UUID.
    pub fn new(principal_id: &str, request_id: &str, method: &str, content: &[u8]) -> Result<Self, Error> {
        let id = request_id.parse().map_err(|_| {
            Error::IdInvalid(vec![Violation::new("request_id", "必须是 UUID", "must be a UUID")])
        })?;
        let digest = Sha256::new().chain_update(method).chain_update([0]).chain_update(content).finalize();
        Ok(Self { principal_id: principal_id.to_owned(), id, digest: digest.into() })
    }
}

/// The id of a call that a case causes: a repeat is always the same request, and a new submission or decision
/// always a new one (conventions.md "gRPC").
pub fn derived_id(case_id: &str, version: i32, step: &str, attempt: i32) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("bianzhi:{case_id}/{version}/{step}/{attempt}").as_bytes())
}

/// Claims a request inside the transaction of its effect. A concurrent repeat waits here until the first one
/// commits or rolls back.
///
/// # Errors
/// [`Error::Reused`] for other content, [`Error::InProgress`] while an effect is under way.
pub async fn claim<T: DeserializeOwned>(
    tx: &mut PgConnection,
    request: &Request,
    now: OffsetDateTime,
) -> Result<Claim<T>, Error> {
    let done = sqlx::query(
        "insert into request (principal_id, request_id, digest, claimed_at) values ($1, $2, $3, $4) \
         on conflict do nothing",
    )
    .bind(&request.principal_id)
    .bind(request.id)
    .bind(request.digest.as_slice())
    .bind(now)
    .execute(&mut *tx)
    .await
    .map_err(db::Error::from)?;
    if done.rows_affected() == 1 {
        return Ok(Claim::New);
    }
    match stored(tx, request).await? {
        Some(answer) => Ok(Claim::Answered(answer)),
        None => Err(Error::InProgress(request.id)),
    }
}

/// The stored answer of a request, if there is one: for a command that must know before its transaction begins.
///
/// # Errors
/// [`Error::Reused`] for other content.
pub async fn answered<T: DeserializeOwned>(
    connection: &mut PgConnection,
    request: &Request,
) -> Result<Option<T>, Error> {
    stored(connection, request).await
}

/// Stores the answer, in the commit of the effect. A second answer to the same request is an error.
pub async fn answer<T: Serialize>(
    tx: &mut PgConnection,
    principal_id: &str,
    request_id: Uuid,
    answer: &T,
    now: OffsetDateTime,
) -> Result<(), Error> {
    if fault::planted(fault::bug::ANSWER_FORGOTTEN) {
        return forget(tx, principal_id, request_id).await;
    }
    let json = serde_json::to_value(answer).map_err(Error::AnswerUnstorable)?;
    let done = sqlx::query(
        "update request set answer = $3, answered_at = $4 \
         where principal_id = $1 and request_id = $2 and answer is null",
    )
    .bind(principal_id)
    .bind(request_id)
    .bind(json)
    .bind(now)
    .execute(tx)
    .await
    .map_err(db::Error::from)?;
    Ok(db::expect_rows(1, done.rows_affected())?)
}

/// The planted bug [`fault::bug::ANSWER_FORGOTTEN`]; it shows in local commands, an effect refers to its request.
async fn forget(tx: &mut PgConnection, principal_id: &str, request_id: Uuid) -> Result<(), Error> {
    sqlx::query("delete from request where principal_id = $1 and request_id = $2")
        .bind(principal_id)
        .bind(request_id)
        .execute(tx)
        .await
        .map_err(db::Error::from)?;
    Ok(())
}

/// Waits for the answer of a request that is under way, at most for `patience`.
///
/// # Errors
/// [`Error::InProgress`] when there is none by then.
pub async fn await_answer<T: DeserializeOwned>(
    pool: &PgPool,
    request: &Request,
    patience: Duration,
) -> Result<T, Error> {
    let until = SystemClock.now() + patience;
    loop {
        let mut connection = pool.acquire().await.map_err(db::Error::from)?;
        if let Some(answer) = stored(&mut connection, request).await? {
            return Ok(answer);
        }
        drop(connection);
        if SystemClock.now() >= until {
            return Err(Error::InProgress(request.id));
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

async fn stored<T: DeserializeOwned>(
    connection: &mut PgConnection,
    request: &Request,
) -> Result<Option<T>, Error> {
    let row = sqlx::query("select digest, answer from request where principal_id = $1 and request_id = $2")
        .bind(&request.principal_id)
        .bind(request.id)
        .fetch_optional(connection)
        .await
        .map_err(db::Error::from)?;
    let Some(row) = row else { return Ok(None) };
    let digest: &[u8] = row.try_get("digest").map_err(db::Error::from)?;
    if digest != request.digest {
        return Err(Error::Reused(request.id));
    }
    let answer: Option<serde_json::Value> = row.try_get("answer").map_err(db::Error::from)?;
    answer
        .map(|json| serde_json::from_value(json).map_err(|error| Error::AnswerUnreadable(request.id, error)))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_id_is_the_same_for_the_same_step_and_another_for_the_next_version() {
        let first = derived_id("420800-2026-000001", 1, "hold", 1);

        assert_eq!(first, derived_id("420800-2026-000001", 1, "hold", 1));
        assert_ne!(first, derived_id("420800-2026-000001", 2, "hold", 1));
        assert_ne!(first, derived_id("420800-2026-000001", 1, "hold", 2));
    }

    #[test]
    fn a_request_id_that_is_no_uuid_is_a_field_defect() {
        let refusal = Request::new("edu-clerk", "first", "SubmitCase", b"").unwrap_err();

        assert!(matches!(refusal, Error::IdInvalid(violations) if violations[0].field == "request_id"));
    }
}

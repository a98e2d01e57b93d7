//! Enrolment tokens and administrator tokens; of both only digests are kept.
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::domain::{Token, TokenState};

/// Saves a token that was just made; `digest` is its secret's SHA-256.
pub async fn insert(
    tx: &mut PgConnection,
    token: &Token,
    digest: &[u8; 32],
    now: OffsetDateTime,
) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into enrolment_token \
           (enrolment_token_id, digest, kind, principal_id, created_by, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        token.id,
        digest.as_slice(),
        token.kind.as_str(),
        token.principal_id,
        token.created_by,
        now,
        token.expires_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The token whose secret has this digest, locked until the transaction ends.
pub async fn lock(tx: &mut PgConnection, digest: &[u8; 32]) -> Result<Option<Token>, db::Error> {
    let row = sqlx::query!(
        "select enrolment_token_id, kind, principal_id, created_by, expires_at, request_digest, serial \
         from enrolment_token where digest = $1 for update",
        digest.as_slice(),
    )
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let inconsistent = |what| db::Error::Inconsistent { table: "enrolment_token", what };
    let state = match (row.request_digest, row.serial) {
        (None, None) => TokenState::Open,
        (Some(digest), Some(serial)) => TokenState::Used {
            request_digest: digest.try_into().map_err(|_| inconsistent("a digest of another length"))?,
            serial,
        },
        (None, Some(_)) | (Some(_), None) => return Err(inconsistent("half used")),
    };
    Ok(Some(Token {
        id: row.enrolment_token_id,
        kind: row.kind.parse().map_err(|_| inconsistent("an unknown kind of principal"))?,
        principal_id: row.principal_id,
        created_by: row.created_by,
        expires_at: row.expires_at,
        state,
    }))
}

/// Marks a token as used for one signing request.
pub async fn use_up(
    tx: &mut PgConnection,
    token: &Token,
    request_digest: &[u8; 32],
    serial: &str,
) -> Result<(), db::Error> {
    let done = sqlx::query!(
        "update enrolment_token set request_digest = $2, serial = $3 \
         where enrolment_token_id = $1 and serial is null",
        token.id,
        request_digest.as_slice(),
        serial,
    )
    .execute(tx)
    .await?;
    db::expect_rows(1, done.rows_affected())
}

/// Saves an administrator token.
pub async fn insert_administrator(
    tx: &mut PgConnection,
    digest: &[u8; 32],
    now: OffsetDateTime,
    expires_at: OffsetDateTime,
) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into administrator_token (digest, created_at, expires_at) values ($1, $2, $3)",
        digest.as_slice(),
        now,
        expires_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// When the administrator token with this digest expires, if there is one.
pub async fn administrator_until(
    connection: &mut PgConnection,
    digest: &[u8; 32],
) -> Result<Option<OffsetDateTime>, db::Error> {
    let expires_at = sqlx::query_scalar!(
        "select expires_at from administrator_token where digest = $1",
        digest.as_slice()
    )
    .fetch_optional(connection)
    .await?;
    Ok(expires_at)
}

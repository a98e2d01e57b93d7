//! Messages of partners' systems: those that were taken, by their nonce, and those that were refused.

use sqlx::PgConnection;
use time::OffsetDateTime;
use vault::{Place, Vault};

use super::Error;
use crate::domain::{ProvedMessage, RefusedMessage, SeenMessage};

/// Claims the id of a message in the transaction of its effect; what is known of the message that claimed it
/// before, `None` when this is the first.
///
/// Of two that claim at the same moment, the second waits for the first to commit or roll back.
pub async fn claim(
    tx: &mut PgConnection,
    vault: &Vault,
    message: &ProvedMessage,
    now: OffsetDateTime,
) -> Result<Option<SeenMessage>, Error> {
    let row = format!("{}/{}", message.topic, message.event_id);
    let record =
        vault.seal(Place { table: "partner_message", column: "record", row: &row }, &message.record)?;
    let done = sqlx::query!(
        "insert into partner_message (topic, event_id, record_offset, digest, signer_serial, record, received_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        message.topic,
        message.event_id,
        message.offset,
        &message.digest[..],
        message.signer_serial,
        record,
        now,
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 1 {
        return Ok(None);
    }
    let row = sqlx::query!(
        "select record_offset, digest from partner_message where topic = $1 and event_id = $2",
        message.topic,
        message.event_id,
    )
    .fetch_one(tx)
    .await?;
    let digest = row.digest.try_into().map_err(|_| Error::unreadable("partner_message", "digest"))?;
    Ok(Some(SeenMessage { offset: row.record_offset, digest }))
}

/// A record that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal<'a> {
    /// The topic, without its environment.
    pub topic: &'a str,
    /// Where the record lies in it.
    pub offset: i64,
    /// The partner whose topic it is.
    pub partner_id: &'a str,
    /// The partner's area.
    pub area_code: &'a str,
    /// CloudEvents id, as the message says.
    pub event_id: &'a str,
    /// CloudEvents type, as the message says.
    pub event_type: &'a str,
    /// A value of `ErrorReason`.
    pub reason: &'a str,
    /// Serial or thumbprint of the certificate that the signature names; may be empty.
    pub signer: &'a str,
    /// SHA-256 of the record.
    pub seen_hash: [u8; 32],
}

/// Records that a record was refused, once however often it is offered.
pub async fn record_refused(
    tx: &mut PgConnection,
    refusal: &Refusal<'_>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into refused_message (topic, record_offset, partner_id, area_code, event_id, event_type, reason,
                                      signer, seen_hash, refused_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict on constraint refused_message_record_key do nothing",
        refusal.topic,
        refusal.offset,
        refusal.partner_id,
        refusal.area_code,
        refusal.event_id,
        refusal.event_type,
        refusal.reason,
        refusal.signer,
        &refusal.seen_hash[..],
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Refused messages from topics of partners whose area code begins so, newest first, those before a number.
pub async fn refused(
    tx: &mut PgConnection,
    area_prefix: &str,
    partner_id: Option<&str>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<RefusedMessage>, Error> {
    let rows = sqlx::query!(
        "select refused_message_id, topic, partner_id, event_id, event_type, reason, signer, seen_hash, refused_at
         from refused_message
         where starts_with(area_code, $1) and ($2::text is null or partner_id = $2)
           and ($3::bigint is null or refused_message_id < $3)
         order by refused_message_id desc limit $4",
        area_prefix,
        partner_id,
        before,
        limit,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| RefusedMessage {
            number: row.refused_message_id,
            topic: row.topic,
            partner_id: row.partner_id,
            event_id: row.event_id,
            event_type: row.event_type,
            reason: row.reason,
            signer: row.signer,
            seen_hash: row.seen_hash,
            refused_at: row.refused_at,
        })
        .collect())
}

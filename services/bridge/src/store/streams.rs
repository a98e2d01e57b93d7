//! What goes into partners' streams: in order, each message of a key behind those before it.

use kernel::actor::Actor;
use messaging::topics::{Topic, partner_facts, partner_review};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;
use vault::{Place, Vault};

use super::deliveries::{save, state_text};
use super::{Error, facts};
use crate::domain::{Delivery, DeliveryState, Outgoing, Told};

/// Puts a review request into a partner's review stream; its place in the stream.
pub async fn ask(tx: &mut PgConnection, outgoing: &Outgoing) -> Result<i64, Error> {
    let topic = partner_review(&outgoing.told.partner_id);
    let sequence = next_sequence(tx, &topic).await?;
    facts::tell_partner(tx, topic, sequence, outgoing).await?;
    Ok(sequence)
}

/// Puts a message into a partner's fact stream and begins to follow it. While an earlier message of its key is
/// parked, or on its way again, it waits here.
pub async fn send(tx: &mut PgConnection, vault: &Vault, outgoing: &Outgoing) -> Result<(), Error> {
    let told = &outgoing.told;
    let topic = partner_facts(&told.partner_id);
    lock(tx, &topic).await?;
    let (state, sequence) = if is_held(tx, &told.partner_id, &outgoing.key).await? {
        (DeliveryState::Waiting, None)
    } else {
        (DeliveryState::Sent, Some(next_sequence(tx, &topic).await?))
    };
    let body = vault.seal(place(&outgoing.event_id.to_string()), told.data.to_string().as_bytes())?;
    sqlx::query!(
        "insert into delivery (event_id, partner_id, area_code, key, sequence, case_id, event_type, data_schema,
                               body, state, sent_at, traceparent, trace_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        outgoing.event_id,
        told.partner_id,
        outgoing.area_code,
        outgoing.key,
        sequence,
        outgoing.case_id,
        told.event_type.as_ref(),
        told.data_schema.as_ref(),
        body,
        state_text(state),
        outgoing.told_at,
        outgoing.traceparent,
        trace_id(outgoing.traceparent.as_deref()),
    )
    .execute(&mut *tx)
    .await?;
    if let Some(sequence) = sequence {
        facts::tell_partner(tx, topic, sequence, outgoing).await?;
    }
    Ok(())
}

/// Sends a redriven delivery once more: the same message at the same place of the stream, as its next attempt.
/// Records who had it sent.
pub async fn send_again(
    tx: &mut PgConnection,
    vault: &Vault,
    delivery: &Delivery,
    by: &Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into redrive (event_id, attempt, operator_id, unit_id, certificate_serial, redriven_at)
         values ($1, $2, $3, $4, $5, $6)",
        delivery.event_id,
        delivery.attempt,
        by.operator_id,
        by.unit_id,
        by.certificate_serial,
        now,
    )
    .execute(&mut *tx)
    .await?;
    save(tx, delivery).await?;
    let sequence = delivery.sequence.ok_or_else(|| Error::unreadable("delivery", "sequence"))?;
    let outgoing = stored(tx, vault, delivery.event_id).await?;
    facts::tell_partner(tx, partner_facts(&delivery.partner_id), sequence, &outgoing).await?;
    Ok(())
}

/// Sends what waited behind a message that the partner has applied now, in the order of telling, unless
/// another message of the key still holds it; how many there were.
pub async fn release(tx: &mut PgConnection, vault: &Vault, applied: &Delivery) -> Result<usize, Error> {
    let topic = partner_facts(&applied.partner_id);
    lock(tx, &topic).await?;
    let held = sqlx::query!(
        "select count(*) filter (where state <> 'WAITING' and (state = 'PARKED' or attempt > 1)) as \"holding!\",
                count(*) filter (where state = 'WAITING') as \"waiting!\"
         from delivery where partner_id = $1 and key = $2 and applied_at is null",
        applied.partner_id,
        applied.key,
    )
    .fetch_one(&mut *tx)
    .await?;
    if held.holding > 0 || held.waiting == 0 {
        return Ok(0);
    }
    let waiting = sqlx::query!(
        "select event_id from delivery where partner_id = $1 and key = $2 and state = 'WAITING' order by told_no",
        applied.partner_id,
        applied.key,
    )
    .fetch_all(&mut *tx)
    .await?;
    for row in &waiting {
        let sequence = next_sequence(tx, &topic).await?;
        let done = sqlx::query!(
            "update delivery set state = 'SENT', sequence = $2 where event_id = $1 and state = 'WAITING'",
            row.event_id,
            sequence,
        )
        .execute(&mut *tx)
        .await?;
        db::expect_rows(1, done.rows_affected())?;
        let outgoing = stored(tx, vault, row.event_id).await?;
        facts::tell_partner(tx, topic.clone(), sequence, &outgoing).await?;
    }
    Ok(waiting.len())
}

/// Whether a message of this key has to wait: one before it is parked, is on its way again, or waits itself.
async fn is_held(tx: &mut PgConnection, partner_id: &str, key: &str) -> Result<bool, Error> {
    let row = sqlx::query!(
        "select exists (select from delivery where partner_id = $1 and key = $2 and applied_at is null
                        and (state in ('PARKED', 'WAITING') or attempt > 1)) as \"held!\"",
        partner_id,
        key,
    )
    .fetch_one(tx)
    .await?;
    Ok(row.held)
}

/// One at a time decides what goes into a stream: else a message could begin to wait for one that another
/// transaction is just releasing.
async fn lock(tx: &mut PgConnection, topic: &Topic) -> Result<(), Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", topic.as_str())
        .fetch_one(tx)
        .await?;
    Ok(())
}

/// The next place in a partner's stream. The counter row stays locked until the commit, so that the order of
/// the numbers is the order of the stream.
async fn next_sequence(tx: &mut PgConnection, topic: &Topic) -> Result<i64, Error> {
    let row = sqlx::query!(
        "insert into stream (topic, last_sequence) values ($1, 1)
         on conflict (topic) do update set last_sequence = stream.last_sequence + 1
         returning last_sequence",
        topic.as_str(),
    )
    .fetch_one(tx)
    .await?;
    Ok(row.last_sequence)
}

/// A message as it was first told.
async fn stored(tx: &mut PgConnection, vault: &Vault, event_id: Uuid) -> Result<Outgoing, Error> {
    let row = sqlx::query!(
        "select partner_id, area_code, key, attempt, case_id, event_type, data_schema, body, sent_at, traceparent
         from delivery where event_id = $1",
        event_id,
    )
    .fetch_one(tx)
    .await?;
    let plain = vault.unseal(place(&event_id.to_string()), &row.body)?;
    let data = serde_json::from_slice(plain.expose()).map_err(|_| Error::unreadable("delivery", "body"))?;
    Ok(Outgoing {
        event_id,
        case_id: row.case_id,
        area_code: row.area_code,
        key: row.key,
        attempt: row.attempt,
        told_at: row.sent_at,
        traceparent: row.traceparent,
        told: Told {
            partner_id: row.partner_id,
            event_type: row.event_type.into(),
            data_schema: row.data_schema.into(),
            data,
        },
    })
}

fn place(event_id: &str) -> Place<'_> {
    Place { table: "delivery", column: "body", row: event_id }
}

/// The trace id of a W3C `traceparent`.
fn trace_id(traceparent: Option<&str>) -> &str {
    traceparent.and_then(|text| text.split('-').nth(1)).unwrap_or_default()
}

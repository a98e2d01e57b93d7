use sqlx::PgConnection;
use time::OffsetDateTime;

use super::messages;
use crate::domain::{Delivery, DeliveryId, MessageId, back_off};

/// A message just written is to leave by a channel, from `now` (system time) on.
pub async fn insert(
    tx: &mut PgConnection,
    message_id: MessageId,
    channel: &str,
    now: OffsetDateTime,
) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into delivery (delivery_id, notification_id, channel, state, due_at) \
         values ($1, $2, $3, 'PENDING', $4)",
        DeliveryId::new().as_uuid(),
        message_id.as_uuid(),
        channel,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Begins the next attempt of the delivery that has waited longest of those that nobody else has in hand; none when
/// nothing is due by these channels. The row says when the attempt counts as lost.
pub async fn begin_due(
    tx: &mut PgConnection,
    channels: &[String],
    now: OffsetDateTime,
) -> Result<Option<Delivery>, db::Error> {
    let Some(row) = sqlx::query!(
        "select delivery_id, notification_id, channel, attempts from delivery \
         where state = 'PENDING' and due_at <= $1 and channel = any($2) \
         order by due_at, delivery_id limit 1 for update skip locked",
        now,
        channels,
    )
    .fetch_optional(&mut *tx)
    .await?
    else {
        return Ok(None);
    };
    let attempt = u32::try_from(row.attempts).unwrap_or(0).saturating_add(1);
    sqlx::query!(
        "update delivery set attempts = attempts + 1, due_at = $2 where delivery_id = $1",
        row.delivery_id,
        now + back_off(attempt),
    )
    .execute(&mut *tx)
    .await?;
    let message = messages::get(tx, MessageId::from_uuid(row.notification_id)).await?;
    Ok(Some(Delivery { id: DeliveryId::from_uuid(row.delivery_id), channel: row.channel, message, attempt }))
}

/// A delivery has left; an attempt that was thought lost may have said so before.
pub async fn delivered(tx: &mut PgConnection, id: DeliveryId, now: OffsetDateTime) -> Result<(), db::Error> {
    sqlx::query!(
        "update delivery set state = 'DELIVERED', delivered_at = $2 where delivery_id = $1 and state = 'PENDING'",
        id.as_uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

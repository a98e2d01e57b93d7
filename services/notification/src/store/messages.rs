use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::{Filter, Kind, Message, MessageId, Position, Sentence};

/// A row of notification.
struct Row {
    notification_id: Uuid,
    recipient_id: String,
    event_id: String,
    kind: String,
    case_id: String,
    zh: String,
    en: String,
    created_at: OffsetDateTime,
    acknowledged_at: Option<OffsetDateTime>,
}

/// Writes a message; one that the recipient has already from the same source stays as it is, and the answer is
/// `false`.
pub async fn insert(tx: &mut PgConnection, message: &Message) -> Result<bool, db::Error> {
    let done = sqlx::query!(
        "insert into notification (notification_id, recipient_id, event_id, kind, case_id, zh, en, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict on constraint notification_once do nothing",
        message.id.as_uuid(),
        message.recipient_id,
        message.event_id,
        message.kind.as_str(),
        message.case_id,
        message.sentence.zh,
        message.sentence.en,
        message.created_at,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A message that must be there.
pub async fn get(tx: &mut PgConnection, id: MessageId) -> Result<Message, db::Error> {
    let row = sqlx::query_as!(
        Row,
        "select notification_id, recipient_id, event_id, kind, case_id, zh, en, created_at, acknowledged_at \
         from notification where notification_id = $1",
        id.as_uuid(),
    )
    .fetch_one(tx)
    .await?;
    row.message()
}

/// An operator's messages, newest first, from a position on.
pub async fn newest(
    connection: &mut PgConnection,
    recipient_id: &str,
    filter: &Filter,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<Message>, db::Error> {
    let rows = sqlx::query_as!(
        Row,
        "select notification_id, recipient_id, event_id, kind, case_id, zh, en, created_at, acknowledged_at \
         from notification where recipient_id = $1 \
           and ($2::timestamptz is null or (created_at, notification_id) < ($2, $3::uuid)) \
           and ($4::text is null or case_id = $4) and (not $5 or acknowledged_at is null) \
         order by created_at desc, notification_id desc limit $6",
        recipient_id,
        after.map(|position| position.created_at),
        after.map(|position| position.id.as_uuid()),
        filter.case_id.as_deref(),
        filter.unacknowledged,
        limit,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::message).collect()
}

/// Locks one of an operator's own messages until the transaction ends.
pub async fn lock(
    tx: &mut PgConnection,
    recipient_id: &str,
    id: MessageId,
) -> Result<Option<Message>, db::Error> {
    let row = sqlx::query_as!(
        Row,
        "select notification_id, recipient_id, event_id, kind, case_id, zh, en, created_at, acknowledged_at \
         from notification where recipient_id = $1 and notification_id = $2 for update",
        recipient_id,
        id.as_uuid(),
    )
    .fetch_optional(tx)
    .await?;
    row.map(Row::message).transpose()
}

/// Saves when a message was acknowledged.
pub async fn record_acknowledgement(tx: &mut PgConnection, message: &Message) -> Result<(), db::Error> {
    let done = sqlx::query!(
        "update notification set acknowledged_at = $2 where notification_id = $1",
        message.id.as_uuid(),
        message.acknowledged_at,
    )
    .execute(tx)
    .await?;
    db::expect_rows(1, done.rows_affected())
}

impl Row {
    fn message(self) -> Result<Message, db::Error> {
        let known = Kind::ALL.into_iter().find(|kind| kind.as_str() == self.kind);
        let kind = known.ok_or(db::Error::Inconsistent { table: "notification", what: "kind" })?;
        Ok(Message {
            id: MessageId::from_uuid(self.notification_id),
            recipient_id: self.recipient_id,
            event_id: self.event_id,
            kind,
            case_id: self.case_id,
            sentence: Sentence { zh: self.zh, en: self.en },
            created_at: self.created_at,
            acknowledged_at: self.acknowledged_at,
        })
    }
}

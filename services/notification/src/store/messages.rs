use sqlx::PgConnection;

use crate::domain::{Kind, Message, MessageId, Position, Sentence};

/// Writes a message; one that the recipient has already about the same fact stays as it is.
pub async fn insert(tx: &mut PgConnection, message: &Message) -> Result<(), db::Error> {
    sqlx::query!(
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
    Ok(())
}

/// An operator's messages, newest first, from a position on.
pub async fn newest(
    connection: &mut PgConnection,
    recipient_id: &str,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<Message>, db::Error> {
    let rows = sqlx::query!(
        "select notification_id, recipient_id, event_id, kind, case_id, zh, en, created_at from notification \
         where recipient_id = $1 \
           and ($2::timestamptz is null or (created_at, notification_id) < ($2, $3::uuid)) \
         order by created_at desc, notification_id desc limit $4",
        recipient_id,
        after.map(|position| position.created_at),
        after.map(|position| position.id.as_uuid()),
        limit,
    )
    .fetch_all(connection)
    .await?;
    let messages = rows.into_iter().map(|row| {
        Ok(Message {
            id: MessageId::from_uuid(row.notification_id),
            recipient_id: row.recipient_id,
            event_id: row.event_id,
            kind: kind(&row.kind)?,
            case_id: row.case_id,
            sentence: Sentence { zh: row.zh, en: row.en },
            created_at: row.created_at,
        })
    });
    messages.collect()
}

fn kind(word: &str) -> Result<Kind, db::Error> {
    let known = Kind::ALL.into_iter().find(|kind| kind.as_str() == word);
    known.ok_or_else(|| db::Error::Inconsistent { table: "notification", what: "kind" })
}

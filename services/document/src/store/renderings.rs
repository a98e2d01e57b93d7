//! Copies of documents: due, taken, finished.

use messaging::outbox;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::facts;
use crate::domain::{DocumentId, PaperCopy};

/// A copy to be rendered.
#[derive(Debug, Clone)]
pub struct Due {
    pub document_id: DocumentId,
    pub copy: PaperCopy,
    pub canonical: String,
    pub qr: String,
    /// How often it was taken, this time included.
    pub tries: i32,
}

/// Whose copies are taken: one document's, whether due or not, or all that are due.
#[derive(Debug, Clone, Copy)]
pub enum Whose {
    Of(DocumentId),
    Anyones,
}

/// Takes copies that are not rendered and moves them to `again_at`, so that nobody else takes them before.
pub async fn take(
    tx: &mut PgConnection,
    whose: Whose,
    now: OffsetDateTime,
    again_at: OffsetDateTime,
    limit: i64,
) -> Result<Vec<Due>, db::Error> {
    let document_id = match whose {
        Whose::Of(id) => Some(id.as_uuid()),
        Whose::Anyones => None,
    };
    let rows = sqlx::query!(
        "update rendering r set due_at = $3, tries = tries + 1 \
         from document d \
         where d.document_id = r.document_id and (r.document_id, r.copy) in ( \
             select document_id, copy from rendering \
             where rendered_at is null and (document_id = $1 or ($1::uuid is null and due_at <= $2)) \
             order by due_at limit $4 for update skip locked) \
         returning r.document_id, r.copy, r.tries, d.canonical_json, d.qr_payload",
        document_id,
        now,
        again_at,
        limit,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let unknown = db::Error::Inconsistent { table: "rendering", what: "unknown copy" };
            Ok(Due {
                document_id: DocumentId::from_uuid(row.document_id),
                copy: PaperCopy::of(&row.copy).ok_or(unknown)?,
                canonical: row.canonical_json,
                qr: row.qr_payload,
                tries: row.tries,
            })
        })
        .collect()
}

/// Where a finished copy is kept.
#[derive(Debug, Clone)]
pub struct Finished {
    pub document_id: DocumentId,
    pub copy: PaperCopy,
    pub sha256: [u8; 32],
    pub sm3: [u8; 32],
    pub size_bytes: i64,
}

/// Records a finished copy, once; the last one of a document tells the fact.
pub async fn finish(
    tx: &mut PgConnection,
    finished: &Finished,
    now: OffsetDateTime,
) -> Result<(), db::Error> {
    let document_id = finished.document_id.as_uuid();
    // The document's row is the lock under which the last copy is known to be the last.
    let document =
        sqlx::query!("select case_id from document where document_id = $1 for update", document_id)
            .fetch_one(&mut *tx)
            .await?;
    let done = sqlx::query!(
        "update rendering set sha256 = $3, sm3 = $4, size_bytes = $5, rendered_at = $6 \
         where document_id = $1 and copy = $2 and rendered_at is null",
        document_id,
        finished.copy.code(),
        finished.sha256.as_slice(),
        finished.sm3.as_slice(),
        finished.size_bytes,
        now,
    )
    .execute(&mut *tx)
    .await?;
    let open = sqlx::query_scalar!(
        "select count(*) as \"count!\" from rendering where document_id = $1 and rendered_at is null",
        document_id,
    )
    .fetch_one(&mut *tx)
    .await?;
    if done.rows_affected() == 0 || open > 0 {
        return Ok(());
    }

    let archive = sha256(tx, finished.document_id, PaperCopy::Archive).await?;
    let sha256 = archive.unwrap_or(finished.sha256);
    outbox::append(tx, &facts::rendered(finished.document_id, &document.case_id, sha256, now)).await
}

/// SHA-256 of a copy, its name in the file store; none while it is not rendered.
pub async fn sha256(
    connection: &mut PgConnection,
    document_id: DocumentId,
    copy: PaperCopy,
) -> Result<Option<[u8; 32]>, db::Error> {
    let id: Uuid = document_id.as_uuid();
    let row = sqlx::query!(
        "select sha256 from rendering where document_id = $1 and copy = $2 and rendered_at is not null",
        id,
        copy.code(),
    )
    .fetch_optional(connection)
    .await?;
    row.and_then(|row| row.sha256)
        .map(|bytes| {
            let length = db::Error::Inconsistent { table: "rendering", what: "sha256 has another length" };
            bytes.try_into().map_err(|_| length)
        })
        .transpose()
}

//! Published item definitions.

use codes::Item;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;
use crate::domain::{Definition, Published};

/// A published version as it stands in the archive.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Publication {
    /// Item key.
    pub item: String,
    /// Version, from 1.
    pub version: i32,
    /// As published.
    pub yaml: String,
    /// SM3 of the YAML.
    pub sm3: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub published_at: OffsetDateTime,
}

/// The current version of an item, its row locked against a publication at the same moment.
pub async fn lock_current(tx: &mut PgConnection, item: Item) -> Result<Option<Publication>, Error> {
    // No row stands for an item without a version: the lock is the item's name.
    sqlx::query!("select pg_advisory_xact_lock(hashtext('definition/' || $1))::text as locked", item.code())
        .fetch_one(&mut *tx)
        .await?;
    current(tx, item.code()).await
}

/// The current version of an item.
pub async fn current(connection: &mut PgConnection, item: &str) -> Result<Option<Publication>, Error> {
    let found = sqlx::query_as!(
        Publication,
        "select item, version, yaml, sm3, published_at from definition where item = $1 \
         order by version desc limit 1",
        item,
    )
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// One version of an item.
pub async fn version(
    connection: &mut PgConnection,
    item: &str,
    version: i32,
) -> Result<Option<Publication>, Error> {
    let found = sqlx::query_as!(
        Publication,
        "select item, version, yaml, sm3, published_at from definition where item = $1 and version = $2",
        item,
        version,
    )
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The current versions, by item, after an item.
pub async fn list_current(
    connection: &mut PgConnection,
    after: &str,
    limit: i64,
) -> Result<Vec<Publication>, Error> {
    let found = sqlx::query_as!(
        Publication,
        "select distinct on (item) item, version, yaml, sm3, published_at from definition where item > $1 \
         order by item, version desc limit $2",
        after,
        limit,
    )
    .fetch_all(connection)
    .await?;
    Ok(found)
}

/// Writes a new version.
pub async fn insert(
    tx: &mut PgConnection,
    publication: &Publication,
    definition: &Definition,
    publisher_id: &str,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into definition (item, version, yaml, parsed, sm3, publisher_id, published_at) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        publication.item,
        publication.version,
        publication.yaml,
        serde_json::to_value(definition)?,
        publication.sm3,
        publisher_id,
        publication.published_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What a version of an item says: the current one where `version` is none.
pub async fn published(
    connection: &mut PgConnection,
    item: Item,
    version: Option<i32>,
) -> Result<Option<Published>, Error> {
    let row = sqlx::query!(
        "select version, parsed from definition where item = $1 and ($2::integer is null or version = $2) \
         order by version desc limit 1",
        item.code(),
        version,
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Published { version: row.version, definition: serde_json::from_value(row.parsed)? }))
}

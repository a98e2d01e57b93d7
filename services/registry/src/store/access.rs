//! The record of who looked at whom, and what for (domain.md §9 I39).

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::ids::PersonId;

/// Somebody who looks at persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The certificate's CN.
    pub principal_id: String,
    /// The unit it is bound to.
    pub unit_id: Option<String>,
    /// Its serial.
    pub certificate_serial: String,
    /// By which method.
    pub method: &'static str,
    /// What for.
    pub purpose: String,
}

/// Records a look, one row per person; one row without a person where nobody was found.
pub async fn record(
    tx: &mut PgConnection,
    look: &Look,
    persons: &[PersonId],
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    let seen: Vec<Option<Uuid>> =
        if persons.is_empty() { vec![None] } else { persons.iter().map(|id| Some(id.as_uuid())).collect() };
    sqlx::query!(
        "insert into person_access (person_id, principal_id, unit_id, certificate_serial, method, purpose, \
         accessed_at) select person_id, $2, $3, $4, $5, $6, $7 from unnest($1::uuid[]) as seen (person_id)",
        &seen as &[Option<Uuid>],
        look.principal_id,
        look.unit_id,
        look.certificate_serial,
        look.method,
        look.purpose,
        record_time,
    )
    .execute(tx)
    .await?;
    Ok(())
}

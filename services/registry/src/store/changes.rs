//! Changes in force, and the numbers of their papers.

use kernel::actor::Actor;
use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use crate::domain::ids::{CaseId, ChangeId, InstitutionId, OccupancyId, PermitId, PersonId};

/// A change in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// The case.
    pub case_id: CaseId,
    /// Its version.
    pub case_version: i32,
    /// What it did.
    pub effect: Effect,
    /// Who approved.
    pub actor: Actor,
    /// On which basis.
    pub basis: String,
    /// When it was decided.
    pub decided_on: Date,
}

/// What a change did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A permit was granted.
    Granted(PermitId),
    /// A person took a seat, of a permit where the channel needs one.
    Entered {
        /// Who.
        person_id: PersonId,
        /// The seat.
        occupancy_id: OccupancyId,
        /// The permit consumed.
        permit_id: Option<PermitId>,
    },
}

/// Numbers of the papers of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// Of the permit or entry notice.
    pub slip_no: String,
    /// Of the letter.
    pub letter_no: String,
    /// Of the funding notice, for an entry.
    pub funding_no: Option<String>,
}

/// Writes a change down. A case has one, ever (`change_case_key`).
pub async fn insert(
    tx: &mut PgConnection,
    change: &Change,
    bucket_id: i64,
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    let (item, permit_id, person_id, occupancy_id) = match &change.effect {
        Effect::Granted(permit_id) => ("quota_use", Some(*permit_id), None, None),
        Effect::Entered { person_id, occupancy_id, permit_id } => {
            ("entry", *permit_id, Some(*person_id), Some(*occupancy_id))
        }
    };
    sqlx::query!(
        "insert into change (change_id, case_id, case_version, item, bucket_id, permit_id, person_id, \
         occupancy_id, operator_id, unit_id, certificate_serial, basis, decided_on, recorded_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        change.id.as_uuid(),
        change.case_id.as_str(),
        change.case_version,
        item,
        bucket_id,
        permit_id.map(|id| id.as_uuid()),
        person_id.map(|id| id.as_uuid()),
        occupancy_id.map(|id| id.as_uuid()),
        change.actor.operator_id,
        change.actor.unit_id,
        change.actor.certificate_serial,
        change.basis,
        change.decided_on,
        record_time,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Whether a case has its change already.
pub async fn exists(connection: &mut PgConnection, case: &CaseId) -> Result<bool, db::Error> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from change where case_id = $1) as "exists!""#,
        case.as_str()
    )
    .fetch_one(connection)
    .await?;
    Ok(found)
}

/// Records the numbers of a change's papers, and the slip's beside what it created: the permit or the seat.
/// Answers whose change it is; none when no change waits for numbers, or it has others.
pub async fn document(
    tx: &mut PgConnection,
    id: ChangeId,
    numbers: &Numbers,
    record_time: OffsetDateTime,
) -> Result<Option<InstitutionId>, db::Error> {
    let changed = sqlx::query!(
        "update change c set slip_no = $2, letter_no = $3, funding_no = $4, documented_at = $5 \
         from bucket b where c.change_id = $1 and b.bucket_id = c.bucket_id \
           and (c.documented_at is null \
                or (c.slip_no, c.letter_no) = ($2, $3) and c.funding_no is not distinct from $4) \
         returning b.institution_id, c.item, c.permit_id, c.occupancy_id",
        id.as_uuid(),
        numbers.slip_no,
        numbers.letter_no,
        numbers.funding_no,
        record_time,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(changed) = changed else { return Ok(None) };
    let done = if changed.item == "quota_use" {
        sqlx::query!("update permit set doc_no = $2 where permit_id = $1", changed.permit_id, numbers.slip_no)
            .execute(tx)
            .await?
    } else {
        sqlx::query!(
            "update occupancy set entry_doc_no = $2 where occupancy_id = $1",
            changed.occupancy_id,
            numbers.slip_no
        )
        .execute(tx)
        .await?
    };
    db::expect_rows(1, done.rows_affected())?;
    Ok(Some(InstitutionId::new(changed.institution_id)))
}

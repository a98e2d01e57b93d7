//! The first load, written down.

use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use crate::domain::bucket::Bucket;
use crate::domain::import::{BaseData, DecisionRow, DivisionRow, InstitutionRow, JurisdictionRow, PlanRow};

/// Whether a registry was imported already.
pub async fn done(connection: &mut PgConnection) -> Result<bool, db::Error> {
    let done = sqlx::query_scalar!(r#"select exists (select from institution) as "exists!""#)
        .fetch_one(connection)
        .await?;
    Ok(done)
}

/// Writes down which units exist from a date on.
pub async fn units(
    tx: &mut PgConnection,
    base: &BaseData,
    from: Date,
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    for row in &base.jurisdictions {
        jurisdiction(tx, row, record_time).await?;
    }
    for row in &base.institutions {
        sqlx::query!(
            "insert into institution (institution_id, uscc) values ($1, $2)",
            row.id.as_str(),
            row.uscc.as_ref().map(|uscc| uscc.as_str()),
        )
        .execute(&mut *tx)
        .await?;
    }
    for row in &base.institutions {
        institution(tx, row, from, record_time).await?;
    }
    for row in &base.divisions {
        division(tx, row, from, record_time).await?;
    }
    Ok(())
}

/// Writes down the decisions, the plans, and the buckets and accounts that they make.
pub async fn seats(
    tx: &mut PgConnection,
    base: &BaseData,
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    for row in &base.decisions {
        decision(tx, row, record_time).await?;
    }
    for row in &base.plans {
        plan(tx, row, record_time).await?;
    }
    for bucket in &base.buckets {
        open_bucket(tx, bucket, record_time).await?;
    }
    sqlx::query!(
        "insert into account (kind, jurisdiction_id, quota_type) \
         select kind, jurisdiction_id, quota_type \
         from (select distinct jurisdiction_id, quota_type from decision_line) pools \
         cross join unnest(array['ceiling', 'pool', 'pool_withheld']) as kind",
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn jurisdiction(
    tx: &mut PgConnection,
    row: &JurisdictionRow,
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into jurisdiction (jurisdiction_id, name, area_code, level, parent_id, office_name, recorded_at) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        row.id.as_str(),
        row.name,
        row.area_code.as_str(),
        row.level.code(),
        row.parent_id.as_ref().map(|id| id.as_str()),
        row.office_name,
        record_time,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn institution(
    tx: &mut PgConnection,
    row: &InstitutionRow,
    from: Date,
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into institution_version (institution_id, from_on, recorded_at, name, kind, pi_class, rank, \
         rank_equivalent, supervisor_id, jurisdiction_id, state) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        row.id.as_str(),
        from,
        record_time,
        row.name,
        row.kind.code(),
        row.pi_class,
        row.rank.code(),
        row.rank_equivalent,
        row.supervisor_id.as_ref().map(|id| id.as_str()),
        row.jurisdiction_id.as_str(),
        row.state.code(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn division(
    tx: &mut PgConnection,
    row: &DivisionRow,
    from: Date,
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into division (division_id, institution_id, name, rank, from_on, recorded_at) \
         values ($1, $2, $3, $4, $5, $6)",
        row.id.as_str(),
        row.institution_id.as_str(),
        row.name,
        row.rank.code(),
        from,
        record_time,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn decision(
    tx: &mut PgConnection,
    row: &DecisionRow,
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into decision (decision_id, doc_no, decided_on, body, recorded_at) values ($1, $2, $3, $4, $5)",
        row.id.as_uuid(),
        row.doc_no,
        row.decided_on,
        row.body,
        record_time,
    )
    .execute(&mut *tx)
    .await?;
    for (line_no, line) in (1..).zip(&row.lines) {
        let bucket = line.kind.bucket();
        sqlx::query!(
            "insert into decision_line (decision_id, line_no, kind, jurisdiction_id, institution_id, quota_type, \
             funding, quantity, effective_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            row.id.as_uuid(),
            line_no,
            line.kind.code(),
            line.jurisdiction_id.as_str(),
            bucket.map(|bucket| bucket.institution_id.as_str()),
            line.quota_type.code(),
            bucket.map(|bucket| bucket.funding.code()),
            line.quantity,
            line.effective_on,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

async fn plan(tx: &mut PgConnection, row: &PlanRow, record_time: OffsetDateTime) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into plan (institution_id, year, quota_type, funding, quantity, doc_no, recorded_at) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        row.bucket.institution_id.as_str(),
        row.year,
        row.bucket.quota_type.code(),
        row.bucket.funding.code(),
        row.quantity,
        row.doc_no,
        record_time,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn open_bucket(
    tx: &mut PgConnection,
    bucket: &Bucket,
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    let bucket_id = sqlx::query_scalar!(
        "insert into bucket (institution_id, quota_type, funding, known_until) values ($1, $2, $3, $4) \
         returning bucket_id",
        bucket.institution_id.as_str(),
        bucket.quota_type.code(),
        bucket.funding.code(),
        record_time,
    )
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into account (kind, bucket_id) \
         select kind, $1 from unnest(array['free', 'reserved', 'occupied', 'withheld', 'allowance']) as kind",
        bucket_id,
    )
    .execute(tx)
    .await?;
    Ok(())
}

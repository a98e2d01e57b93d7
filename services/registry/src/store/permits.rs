//! Permits.

use sqlx::PgConnection;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::row::{self, code};
use super::view::View;
use crate::domain::bucket::Bucket;
use crate::domain::ids::{CaseId, InstitutionId, PermitId, PermitRef};
use crate::domain::permit::{Ending, Permit};

struct Row {
    permit_id: Uuid,
    doc_no: Option<String>,
    institution_id: String,
    quota_type: String,
    funding: String,
    channel: String,
    quantity: i32,
    used: i32,
    valid_from_on: Date,
    valid_to_on: Date,
    expired_at: Option<OffsetDateTime>,
    revoked_at: Option<OffsetDateTime>,
    case_id: Option<String>,
    pins: i32,
}

/// The permits of a bucket that can still matter: with unused seats, and not revoked.
pub async fn of_bucket(connection: &mut PgConnection, bucket_id: i64) -> Result<Vec<Permit>, db::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select p.permit_id, p.doc_no, b.institution_id, b.quota_type, b.funding, p.channel, p.quantity,
             p.used, p.valid_from_on, p.valid_to_on, p.expired_at, p.revoked_at, p.case_id,
             (select count(*) from pin
              where pin.permit_id = p.permit_id and pin.ended_at is null)::integer as "pins!"
           from permit p join bucket b using (bucket_id)
           where p.bucket_id = $1 and p.used < p.quantity and p.revoked_at is null
           order by p.permit_id"#,
        bucket_id,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(permit).collect()
}

/// A permit by id or number, if the view shows its institution.
pub async fn find(
    connection: &mut PgConnection,
    cited: &PermitRef,
    view: &View,
) -> Result<Option<Permit>, db::Error> {
    let (id, doc_no) = match cited {
        PermitRef::Id(id) => (Some(id.as_uuid()), None),
        PermitRef::DocNo(doc_no) => (None, Some(doc_no.as_str())),
    };
    let row = sqlx::query_as!(
        Row,
        r#"select p.permit_id, p.doc_no, b.institution_id, b.quota_type, b.funding, p.channel, p.quantity,
             p.used, p.valid_from_on, p.valid_to_on, p.expired_at, p.revoked_at, p.case_id,
             (select count(*) from pin
              where pin.permit_id = p.permit_id and pin.ended_at is null)::integer as "pins!"
           from permit p join bucket b using (bucket_id)
           join institution_in_view($3, $4, $5, $6, $7) v on v.institution_id = b.institution_id
           where p.permit_id = $1 or p.doc_no = $2"#,
        id,
        doc_no,
        view.day,
        view.everything,
        view.unit_id,
        view.supervised,
        &view.jurisdiction_ids,
    )
    .fetch_optional(connection)
    .await?;
    row.map(permit).transpose()
}

/// The permits that the view shows, newest first, before `before`; of one institution, if it is given.
pub async fn list(
    connection: &mut PgConnection,
    view: &View,
    institution: Option<&InstitutionId>,
    before: Option<PermitId>,
    limit: i64,
) -> Result<Vec<Permit>, db::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select p.permit_id, p.doc_no, b.institution_id, b.quota_type, b.funding, p.channel, p.quantity,
             p.used, p.valid_from_on, p.valid_to_on, p.expired_at, p.revoked_at, p.case_id,
             (select count(*) from pin
              where pin.permit_id = p.permit_id and pin.ended_at is null)::integer as "pins!"
           from permit p join bucket b using (bucket_id)
           join institution_in_view($1, $2, $3, $4, $5) v on v.institution_id = b.institution_id
           where ($6::text is null or b.institution_id = $6)
             and ($7::uuid is null or p.permit_id < $7)
           order by p.permit_id desc limit $8"#,
        view.day,
        view.everything,
        view.unit_id,
        view.supervised,
        &view.jurisdiction_ids,
        institution.map(InstitutionId::as_str),
        before.map(|id| id.as_uuid()),
        limit,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(permit).collect()
}

/// Buckets with permits whose expiry is due, oldest first.
pub async fn due(connection: &mut PgConnection, today: Date, limit: i64) -> Result<Vec<Bucket>, db::Error> {
    let rows = sqlx::query!(
        "select b.institution_id, b.quota_type, b.funding \
         from bucket b join permit p using (bucket_id) \
         where p.valid_to_on < $1 and p.expired_at is null and p.revoked_at is null and p.used < p.quantity \
         group by b.bucket_id order by min(p.valid_to_on) limit $2",
        today,
        limit,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|r| row::bucket(r.institution_id, &r.quota_type, &r.funding)).collect()
}

/// Whether a bucket has a permit whose expiry is due.
pub async fn is_due(connection: &mut PgConnection, bucket: &Bucket, today: Date) -> Result<bool, db::Error> {
    let due = sqlx::query_scalar!(
        r#"select exists (
             select from permit p join bucket b using (bucket_id)
             where b.institution_id = $1 and b.quota_type = $2 and b.funding = $3 and p.valid_to_on < $4
               and p.expired_at is null and p.revoked_at is null and p.used < p.quantity) as "due!""#,
        bucket.institution_id.as_str(),
        bucket.quota_type.code(),
        bucket.funding.code(),
        today,
    )
    .fetch_one(connection)
    .await?;
    Ok(due)
}

/// Writes a new permit down.
pub async fn insert(
    tx: &mut PgConnection,
    permit: &Permit,
    bucket_id: i64,
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into permit (permit_id, doc_no, bucket_id, channel, quantity, used, valid_from_on, \
         valid_to_on, case_id, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        permit.id.as_uuid(),
        permit.doc_no,
        bucket_id,
        permit.channel.code(),
        permit.quantity,
        permit.used,
        permit.valid_from,
        permit.valid_to,
        permit.case_id.as_ref().map(CaseId::as_str),
        record_time,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes down what was consumed of a permit, and its expiry.
pub async fn update(
    tx: &mut PgConnection,
    permit: &Permit,
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    let expired = permit.ending == Some(Ending::Expired);
    let done = sqlx::query!(
        "update permit set used = $2, expired_at = case when $3 then coalesce(expired_at, $4) end \
         where permit_id = $1",
        permit.id.as_uuid(),
        permit.used,
        expired,
        record_time,
    )
    .execute(tx)
    .await?;
    db::expect_rows(1, done.rows_affected())
}

fn permit(row: Row) -> Result<Permit, db::Error> {
    let ending = match (row.revoked_at, row.expired_at) {
        (Some(_), _) => Some(Ending::Revoked),
        (None, Some(_)) => Some(Ending::Expired),
        (None, None) => None,
    };
    Ok(Permit {
        id: PermitId::from_uuid(row.permit_id),
        doc_no: row.doc_no,
        bucket: row::bucket(row.institution_id, &row.quota_type, &row.funding)?,
        channel: code("permit", "channel", &row.channel)?,
        quantity: row.quantity,
        used: row.used,
        valid_from: row.valid_from_on,
        valid_to: row.valid_to_on,
        ending,
        case_id: row.case_id.map(CaseId::new),
        pins: row.pins,
    })
}

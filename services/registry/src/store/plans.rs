//! Annual plans (年度用编计划), and what of them is taken.

use sqlx::PgConnection;

use crate::domain::bucket::Bucket;
use crate::domain::ids::CaseId;

/// A plan's seats, and how many are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Seats planned; none where there is no plan.
    pub planned: Option<i32>,
    /// Seats that permits of the year gave and other open cases hold. What of a permit expired unused counts no
    /// more.
    pub taken: i32,
}

/// The plan of a bucket for a year, as a case sees it: its own hold is not counted.
pub async fn of_year(
    connection: &mut PgConnection,
    bucket: &Bucket,
    bucket_id: i64,
    year: i32,
    case: Option<&CaseId>,
) -> Result<Plan, db::Error> {
    let row = sqlx::query!(
        r#"select
             (select quantity from plan
              where institution_id = $1 and quota_type = $2 and funding = $3 and year = $5) as planned,
             (select coalesce(sum(case when expired_at is null and revoked_at is null
                                       then quantity else used end), 0)
              from permit
              where bucket_id = $4 and extract(year from valid_from_on) = $5)::integer as "granted!",
             (select coalesce(sum(quantity), 0) from hold
              where bucket_id = $4 and ended_at is null and item = 'quota_use'
                and case_id is distinct from $6)::integer as "held!""#,
        bucket.institution_id.as_str(),
        bucket.quota_type.code(),
        bucket.funding.code(),
        bucket_id,
        year,
        case.map(CaseId::as_str),
    )
    .fetch_one(connection)
    .await?;
    Ok(Plan { planned: row.planned, taken: row.granted + row.held })
}

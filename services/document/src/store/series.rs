//! The registers of numbers (文号登记簿).

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::domain::{DocNo, Opening, PaperKind};

/// Enters an opening. The constraints `series_pkey` and `series_prefix_key` say that there is one already.
pub async fn open(
    tx: &mut PgConnection,
    opening: &Opening,
    operator_id: &str,
    now: OffsetDateTime,
) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into series (jurisdiction_id, kind, year, prefix, opened_after, last_number, explanation, \
                             opened_by, opened_at) \
         values ($1, $2, $3, $4, $5, $5, $6, $7, $8)",
        opening.jurisdiction_id,
        opening.kind.code(),
        opening.year,
        opening.prefix,
        opening.last_number,
        opening.explanation,
        operator_id,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Carries a series into a year that has no register yet, from the last one before it; nothing to carry on
/// changes nothing. Serials restart at 1 (domain.md §5.3).
pub async fn carry_on(
    tx: &mut PgConnection,
    jurisdiction_id: &str,
    kind: PaperKind,
    year: i32,
    now: OffsetDateTime,
) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into series (jurisdiction_id, kind, year, prefix, opened_after, last_number, explanation, \
                             opened_by, opened_at) \
         select jurisdiction_id, kind, $3, prefix, 0, 0, '新年度自1号起编', null, $4 \
         from series where jurisdiction_id = $1 and kind = $2 and year < $3 \
           and not exists (select from series where jurisdiction_id = $1 and kind = $2 and year = $3) \
         order by year desc limit 1 \
         on conflict do nothing",
        jurisdiction_id,
        kind.code(),
        year,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives the next number of a series; none while it is not open. Whoever asks next waits for this
/// transaction, and gets the same number if it is rolled back: that keeps serials without gaps.
pub async fn next(
    tx: &mut PgConnection,
    jurisdiction_id: &str,
    kind: PaperKind,
    year: i32,
) -> Result<Option<DocNo>, db::Error> {
    let row = sqlx::query!(
        "update series set last_number = last_number + 1 \
         where jurisdiction_id = $1 and kind = $2 and year = $3 returning prefix, last_number",
        jurisdiction_id,
        kind.code(),
        year,
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| DocNo { prefix: row.prefix, year, serial: row.last_number }))
}

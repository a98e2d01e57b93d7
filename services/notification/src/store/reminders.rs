use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::domain::{Charge, Ladder, Level, Reminder, Stage, Standing};

/// Locks a case's limits until the transaction ends; a case not followed yet is from here on.
pub async fn lock(tx: &mut PgConnection, case_id: &str) -> Result<(), db::Error> {
    sqlx::query!("insert into watch (case_id) values ($1) on conflict do nothing", case_id)
        .execute(&mut *tx)
        .await?;
    sqlx::query!("select case_id from watch where case_id = $1 for update", case_id).fetch_one(tx).await?;
    Ok(())
}

/// Notes what reminders say about a locked case. While no desk holds it, the one that did last stays; `false`
/// when none ever did.
pub async fn place(tx: &mut PgConnection, case_id: &str, standing: &Standing) -> Result<bool, db::Error> {
    let row = sqlx::query!(
        "update watch set item = $2, unit_id = $3, jurisdiction_id = $4, desk = coalesce($5, desk) \
         where case_id = $1 returning desk",
        case_id,
        standing.item,
        standing.unit_id,
        standing.jurisdiction_id,
        standing.desk,
    )
    .fetch_one(tx)
    .await?;
    Ok(row.desk.is_some())
}

/// A limit runs: each of its levels that was not told will be, when it comes. `area_code` is the department's.
pub async fn arm(
    tx: &mut PgConnection,
    case_id: &str,
    stage: &Stage,
    area_code: Option<&str>,
    ladder: &Ladder,
) -> Result<(), db::Error> {
    for (level, falls_at) in ladder.rungs() {
        sqlx::query!(
            "insert into reminder (case_id, department, round, level, falls_at, due_at, area_code, state) \
             values ($1, $2, $3, $4, $5, $6, $7, 'PENDING') \
             on conflict on constraint reminder_once do update \
             set falls_at = excluded.falls_at, due_at = excluded.due_at, state = 'PENDING' \
             where reminder.state <> 'TOLD'",
            case_id,
            stage.department.as_deref().unwrap_or_default(),
            stage.round,
            level.as_str(),
            falls_at,
            ladder.due_at,
            area_code,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

/// A limit is over or stands still since `at`: what had not come by then does not come.
pub async fn end(
    tx: &mut PgConnection,
    case_id: &str,
    stage: &Stage,
    at: OffsetDateTime,
) -> Result<(), db::Error> {
    sqlx::query!(
        "update reminder set state = 'CANCELLED' \
         where case_id = $1 and department = $2 and round = $3 and state = 'PENDING' and falls_at > $4",
        case_id,
        stage.department.as_deref().unwrap_or_default(),
        stage.round,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Nobody waits for the opinions on a version since `at`.
pub async fn end_opinions(
    tx: &mut PgConnection,
    case_id: &str,
    case_version: i32,
    at: OffsetDateTime,
) -> Result<(), db::Error> {
    sqlx::query!(
        "update reminder set state = 'CANCELLED' \
         where case_id = $1 and department <> '' and round = $2 and state = 'PENDING' and falls_at > $3",
        case_id,
        case_version,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Locks the case whose reminder has waited longest of those that nobody else has locked; none when nothing is due.
pub async fn lock_due(tx: &mut PgConnection, now: OffsetDateTime) -> Result<Option<String>, db::Error> {
    let row = sqlx::query!(
        "select watch.case_id from watch join ( \
             select case_id, min(falls_at) as first_at from reminder \
             where state = 'PENDING' and falls_at <= $1 group by case_id order by first_at limit 100 \
         ) due on due.case_id = watch.case_id \
         order by due.first_at, watch.case_id limit 1 for update of watch skip locked",
        now,
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| row.case_id))
}

/// What is due of a locked case, in the order in which it came.
pub async fn due(
    tx: &mut PgConnection,
    case_id: &str,
    now: OffsetDateTime,
) -> Result<Vec<Reminder>, db::Error> {
    let rows = sqlx::query!(
        "select department, round, level, falls_at, due_at, area_code, item, unit_id, jurisdiction_id, desk \
         from reminder join watch using (case_id) \
         where case_id = $1 and state = 'PENDING' and falls_at <= $2",
        case_id,
        now,
    )
    .fetch_all(tx)
    .await?;
    let mut due = Vec::with_capacity(rows.len());
    for row in rows {
        let charge = match (row.area_code, row.item, row.unit_id, row.jurisdiction_id, row.desk) {
            (Some(area_code), ..) => Charge::Department { kind: row.department.clone(), area_code },
            (None, Some(item), Some(unit_id), Some(jurisdiction_id), Some(desk)) => {
                Charge::Desk { jurisdiction_id, desk, item, unit_id }
            }
            _ => return Err(db::Error::Inconsistent { table: "watch", what: "a limit runs on no desk" }),
        };
        let level =
            Level::of(&row.level).ok_or(db::Error::Inconsistent { table: "reminder", what: "level" })?;
        let department = Some(row.department).filter(|department| !department.is_empty());
        let stage = Stage { department, round: row.round };
        let reminder = Reminder { case_id: case_id.to_owned(), stage, level, due_at: row.due_at, charge };
        due.push((row.falls_at, reminder));
    }
    due.sort_by(|(first_at, first), (second_at, second)| {
        (first_at, &first.stage, first.level).cmp(&(second_at, &second.stage, second.level))
    });
    Ok(due.into_iter().map(|(_, reminder)| reminder).collect())
}

/// A reminder is told, and never again.
pub async fn told(tx: &mut PgConnection, reminder: &Reminder, now: OffsetDateTime) -> Result<(), db::Error> {
    let done = sqlx::query!(
        "update reminder set state = 'TOLD', told_at = $5 \
         where case_id = $1 and department = $2 and round = $3 and level = $4 and state = 'PENDING'",
        reminder.case_id,
        reminder.stage.department.as_deref().unwrap_or_default(),
        reminder.stage.round,
        reminder.level.as_str(),
        now,
    )
    .execute(tx)
    .await?;
    db::expect_rows(1, done.rows_affected())
}

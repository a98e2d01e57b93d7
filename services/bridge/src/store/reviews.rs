//! Reviews, their branches, and the counters of partners' streams.

use kernel::actor::Actor;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;
use vault::{Place, Vault};

use super::{Error, facts};
use crate::domain::{Answer, Department, Form, Opinion, Review, ReviewState, Verdict};

/// Saves an opened review with its branches, and tells it.
pub async fn open(
    tx: &mut PgConnection,
    vault: &Vault,
    review: &Review,
    form: &Form,
    traceparent: Option<&str>,
) -> Result<(), Error> {
    let plain = serde_json::to_vec(form).map_err(|_| Error::unreadable("review", "form"))?;
    let sealed = vault.seal(place(&review.id.to_string()), &plain)?;
    sqlx::query!(
        "insert into review (review_id, case_id, case_version, unit_id, area_code, form, form_hash, state, opened_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        review.id,
        review.case_id,
        review.case_version,
        review.unit_id,
        review.area_code,
        sealed,
        review.form_hash,
        state_text(review.state),
        review.opened_at,
    )
    .execute(&mut *tx)
    .await?;
    for opinion in &review.opinions {
        sqlx::query!(
            "insert into opinion (review_id, department, unit_id, required, due_at) values ($1, $2, $3, $4, $5)",
            review.id,
            opinion.department.as_str(),
            opinion.unit_id,
            opinion.required,
            opinion.due_at,
        )
        .execute(&mut *tx)
        .await?;
    }
    facts::review_opened(tx, review, traceparent).await?;
    Ok(())
}

/// The review of a case version, or of its newest version.
pub async fn of_case(
    tx: &mut PgConnection,
    case_id: &str,
    case_version: Option<i32>,
) -> Result<Option<Review>, Error> {
    let row = sqlx::query!(
        "select review_id from review where case_id = $1 and ($2::integer is null or case_version = $2)
         order by case_version desc limit 1",
        case_id,
        case_version,
    )
    .fetch_optional(&mut *tx)
    .await?;
    match row {
        Some(row) => get(tx, row.review_id).await,
        None => Ok(None),
    }
}

/// One review with its branches.
pub async fn get(tx: &mut PgConnection, review_id: Uuid) -> Result<Option<Review>, Error> {
    let Some(row) = sqlx::query!(
        "select review_id, case_id, case_version, unit_id, area_code, form_hash, state, opened_at
         from review where review_id = $1",
        review_id,
    )
    .fetch_optional(&mut *tx)
    .await?
    else {
        return Ok(None);
    };
    Ok(Some(Review {
        id: row.review_id,
        case_id: row.case_id,
        case_version: row.case_version,
        unit_id: row.unit_id,
        area_code: row.area_code,
        form_hash: row.form_hash,
        state: state(&row.state)?,
        opened_at: row.opened_at,
        opinions: opinions(tx, review_id).await?,
    }))
}

/// The form under review.
pub async fn form(tx: &mut PgConnection, vault: &Vault, review_id: Uuid) -> Result<Form, Error> {
    let row = sqlx::query!("select form from review where review_id = $1", review_id).fetch_one(tx).await?;
    let plain = vault.unseal(place(&review_id.to_string()), &row.form)?;
    serde_json::from_slice(plain.expose()).map_err(|_| Error::unreadable("review", "form"))
}

/// Locks one branch until the transaction ends. The other branches stay free.
pub async fn lock_opinion(
    tx: &mut PgConnection,
    review_id: Uuid,
    department: Department,
) -> Result<Option<Opinion>, Error> {
    sqlx::query!(
        "select department from opinion where review_id = $1 and department = $2 for update",
        review_id,
        department.as_str(),
    )
    .fetch_optional(&mut *tx)
    .await?;
    let all = opinions(tx, review_id).await?;
    Ok(all.into_iter().find(|opinion| opinion.department == department))
}

/// Saves an answer and tells it. `review` holds the branches as this transaction sees them, the answer included.
pub async fn record_answer(
    tx: &mut PgConnection,
    review: &Review,
    opinion: &Opinion,
    answer: &Answer,
) -> Result<(), Error> {
    let done = sqlx::query!(
        "update opinion set verdict = $3, reason = $4, seen_hash = $5, given_at = $6, actor_id = $7,
                actor_unit_id = $8, actor_serial = $9
         where review_id = $1 and department = $2 and verdict is null",
        review.id,
        opinion.department.as_str(),
        verdict_text(answer.verdict),
        answer.reason,
        answer.seen_hash,
        answer.given_at,
        answer.actor.operator_id,
        answer.actor.unit_id,
        answer.actor.certificate_serial,
    )
    .execute(&mut *tx)
    .await?;
    db::expect_rows(1, done.rows_affected())?;
    facts::opinion_given(tx, review, opinion, answer).await?;
    Ok(())
}

/// Ends an open review: joined, disagreed or closed. `false` when somebody else ended it first.
pub async fn end(
    tx: &mut PgConnection,
    review: &Review,
    to: ReviewState,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let done = sqlx::query!(
        "update review set state = $2, ended_at = $3 where review_id = $1 and state = 'OPEN'",
        review.id,
        state_text(to),
        now,
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    if matches!(to, ReviewState::Joined | ReviewState::Disagreed) {
        facts::review_joined(tx, review, to, now).await?;
    }
    Ok(true)
}

/// Closes a review for good, whatever it had come to, and tells it once.
pub async fn close(tx: &mut PgConnection, review: &Review, now: OffsetDateTime) -> Result<(), Error> {
    let done = sqlx::query!(
        "update review set state = 'CLOSED', ended_at = coalesce(ended_at, $2)
         where review_id = $1 and state <> 'CLOSED'",
        review.id,
        now,
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 1 {
        facts::review_closed(tx, review, now).await?;
    }
    Ok(())
}

/// Open reviews in which nobody required is silent: a join that a crash left behind.
pub async fn ready_to_join(tx: &mut PgConnection, limit: i64) -> Result<Vec<Uuid>, Error> {
    let rows = sqlx::query!(
        "select review_id from review r where state = 'OPEN'
         and not exists (select from opinion o where o.review_id = r.review_id and o.required and o.verdict is null)
         order by opened_at limit $1",
        limit,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.review_id).collect())
}

/// Reviews in which a unit is asked, newest first, after the review `before`.
pub async fn asked_of(
    tx: &mut PgConnection,
    unit_id: &str,
    pending: bool,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Review>, Error> {
    let rows = sqlx::query!(
        "select review_id from review r
         where exists (select from opinion o where o.review_id = r.review_id and o.unit_id = $1
                       and (not $2 or (o.verdict is null and r.state = 'OPEN')))
         and ($3::uuid is null or review_id < $3)
         order by review_id desc limit $4",
        unit_id,
        pending,
        before,
        limit,
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut reviews = Vec::with_capacity(rows.len());
    for row in rows {
        reviews.extend(get(tx, row.review_id).await?);
    }
    Ok(reviews)
}

async fn opinions(tx: &mut PgConnection, review_id: Uuid) -> Result<Vec<Opinion>, Error> {
    let rows = sqlx::query!(
        "select department, unit_id, required, due_at, verdict, reason, seen_hash, given_at, actor_id,
                actor_unit_id, actor_serial
         from opinion where review_id = $1 order by department",
        review_id,
    )
    .fetch_all(tx)
    .await?;
    let mut opinions = Vec::with_capacity(rows.len());
    for row in rows {
        let answer = match (row.verdict, row.reason, row.seen_hash, row.given_at) {
            (None, None, None, None) => None,
            (Some(said), Some(reason), Some(seen_hash), Some(given_at)) => Some(Answer {
                verdict: verdict(&said)?,
                reason,
                seen_hash,
                given_at,
                actor: Actor {
                    operator_id: row.actor_id.unwrap_or_default(),
                    unit_id: row.actor_unit_id.unwrap_or_default(),
                    certificate_serial: row.actor_serial.unwrap_or_default(),
                },
            }),
            _ => return Err(Error::unreadable("opinion", "verdict")),
        };
        opinions.push(Opinion {
            department: Department::of(&row.department)
                .ok_or_else(|| Error::unreadable("opinion", "department"))?,
            unit_id: row.unit_id,
            required: row.required,
            due_at: row.due_at,
            answer,
        });
    }
    Ok(opinions)
}

fn place(review_id: &str) -> Place<'_> {
    Place { table: "review", column: "form", row: review_id }
}

fn state_text(state: ReviewState) -> &'static str {
    match state {
        ReviewState::Open => "OPEN",
        ReviewState::Joined => "JOINED",
        ReviewState::Disagreed => "DISAGREED",
        ReviewState::Closed => "CLOSED",
    }
}

fn state(text: &str) -> Result<ReviewState, Error> {
    match text {
        "OPEN" => Ok(ReviewState::Open),
        "JOINED" => Ok(ReviewState::Joined),
        "DISAGREED" => Ok(ReviewState::Disagreed),
        "CLOSED" => Ok(ReviewState::Closed),
        _ => Err(Error::unreadable("review", "state")),
    }
}

fn verdict_text(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Agree => "AGREE",
        Verdict::Disagree => "DISAGREE",
    }
}

fn verdict(text: &str) -> Result<Verdict, Error> {
    match text {
        "AGREE" => Ok(Verdict::Agree),
        "DISAGREE" => Ok(Verdict::Disagree),
        _ => Err(Error::unreadable("opinion", "verdict")),
    }
}

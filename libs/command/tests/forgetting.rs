//! What is forgotten, and what stays, against a real PostgreSQL.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use command::effect::{self, Intent};
use command::{Claim, Request};
use testkit::postgres::{Database, database_of};
use time::OffsetDateTime;
use time::macros::datetime;

const ASKED: OffsetDateTime = datetime!(2026-03-10 01:20 UTC);
/// The last moment of the thirty days, and the first one after.
const KEPT: OffsetDateTime = datetime!(2026-04-09 01:20 UTC);
const OVER: OffsetDateTime = datetime!(2026-04-09 01:20:01 UTC);

fn request(number: u32) -> Request {
    Request::new("edu-clerk", &format!("00000000-0000-7000-8000-{number:012}"), "SubmitCase", b"x").unwrap()
}

/// Claims a request and answers it at once.
async fn answered(database: &Database, number: u32) {
    let mut tx = db::begin(&database.pool).await.unwrap();
    let asked = request(number);
    assert_eq!(command::claim::<u32>(&mut tx, &asked, ASKED).await.unwrap(), Claim::New);
    command::answer(&mut tx, &asked.principal_id, asked.id, &number, ASKED).await.unwrap();
    db::commit(tx).await.unwrap();
}

/// Claims a request whose answer needs another house; settled and answered at `outcome_at`, if ever.
async fn with_effect(database: &Database, number: u32, outcome_at: Option<OffsetDateTime>) {
    let mut tx = db::begin(&database.pool).await.unwrap();
    let asked = request(number);
    assert_eq!(command::claim::<u32>(&mut tx, &asked, ASKED).await.unwrap(), Claim::New);
    let intent = Intent {
        kind: "submit".into(),
        subject: format!("420800-2026-{number:06}"),
        version: 1,
        step: "submit".into(),
        attempt: 1,
        detail: serde_json::Value::Null,
        request: None,
        traceparent: None,
    };
    let lease = Duration::from_secs(10);
    let effect = effect::intend(&mut tx, intent.answering(&asked), ASKED, lease).await.unwrap();
    if let Some(at) = outcome_at {
        assert!(effect::settle(&mut tx, &effect, at).await.unwrap());
        command::answer(&mut tx, &asked.principal_id, asked.id, &number, at).await.unwrap();
    }
    db::commit(tx).await.unwrap();
}

/// Whether a repeat would be taken for a new request.
async fn is_forgotten(database: &Database, number: u32) -> bool {
    let mut tx = db::begin(&database.pool).await.unwrap();
    matches!(command::claim::<u32>(&mut tx, &request(number), OVER).await, Ok(Claim::New))
}

async fn effects(database: &Database) -> i64 {
    sqlx::query_scalar("select count(*) from effect").fetch_one(&database.pool).await.unwrap()
}

#[tokio::test]
async fn an_answer_is_kept_thirty_days_and_no_longer() {
    let database = database_of(include_str!("../command.sql")).await;
    answered(&database, 1).await;

    assert_eq!(command::forget_old(&database.pool, KEPT).await.unwrap(), 0);
    assert!(!is_forgotten(&database, 1).await);
    assert_eq!(command::forget_old(&database.pool, OVER).await.unwrap(), 1);
    assert!(is_forgotten(&database, 1).await);
}

#[tokio::test]
async fn a_settled_effect_goes_thirty_days_after_its_outcome_and_its_request_with_it() {
    let database = database_of(include_str!("../command.sql")).await;
    let later = datetime!(2026-03-12 09:00 UTC);
    with_effect(&database, 1, Some(later)).await;

    // The request's own thirty days are over, but its effect's are not.
    assert_eq!(command::forget_old(&database.pool, OVER).await.unwrap(), 0);
    assert!(!is_forgotten(&database, 1).await);
    assert_eq!(command::forget_old(&database.pool, datetime!(2026-04-11 09:00:01 UTC)).await.unwrap(), 2);
    assert!(is_forgotten(&database, 1).await);
    assert_eq!(effects(&database).await, 0);
}

#[tokio::test]
async fn what_is_under_way_is_never_forgotten() {
    let database = database_of(include_str!("../command.sql")).await;
    with_effect(&database, 1, None).await;

    assert_eq!(command::forget_old(&database.pool, datetime!(2036-01-01 00:00 UTC)).await.unwrap(), 0);

    assert_eq!(effects(&database).await, 1);
    assert!(!is_forgotten(&database, 1).await);
}

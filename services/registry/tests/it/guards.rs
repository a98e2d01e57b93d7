//! What the database refuses by itself, whoever writes: the last guard behind the rules.
use sqlx::{Executor, PgPool};

use crate::base::{Base, SCH};
use crate::house::House;

/// Runs statements in one transaction and answers the name of the constraint that they break.
async fn broken(pool: &PgPool, statements: &'static str) -> String {
    let mut tx = pool.begin().await.unwrap();
    let run = tx.execute(statements).await;
    let outcome = match run {
        Ok(_) => tx.commit().await,
        Err(error) => Err(error),
    };
    let error = outcome.expect_err("the database refuses it");
    error.as_database_error().and_then(|error| error.constraint()).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn no_account_goes_below_nothing_on_any_day() {
    let house = House::with(Base::units().seats(&SCH)).await;

    let overdrawn = broken(&house.database.pool, include_str!("guards/overdrawn.sql")).await;
    let in_between = broken(&house.database.pool, include_str!("guards/in_between.sql")).await;

    assert_eq!(overdrawn, "balance_free_not_negative");
    assert_eq!(in_between, "balance_free_not_negative");
    house.close().await;
}

#[tokio::test]
async fn seats_are_neither_made_nor_lost() {
    let house = House::with(Base::units().seats(&SCH)).await;

    let made = broken(&house.database.pool, include_str!("guards/made.sql")).await;
    let another_day = broken(&house.database.pool, include_str!("guards/another_day.sql")).await;

    assert_eq!(made, "posting_balanced");
    assert_eq!(another_day, "posting_balanced");
    house.close().await;
}

#[tokio::test]
async fn what_is_posted_stays() {
    let house = House::with(Base::units().seats(&SCH)).await;
    let pool = &house.database.pool;

    assert_eq!(broken(pool, "delete from posting").await, "posting_append_only");
    assert_eq!(
        broken(pool, "update ledger_transaction set cause_id = 'x'").await,
        "ledger_transaction_append_only"
    );
    assert_eq!(
        broken(
            pool,
            "insert into person_access (principal_id, certificate_serial, method, purpose, accessed_at) \
                      values ('x', '1', 'm', 'purpose', now()); truncate person_access"
        )
        .await,
        "person_access_append_only"
    );
    house.close().await;
}

#[tokio::test]
async fn nobody_sits_twice_on_one_day() {
    let house = House::with(Base::units().seats(&SCH)).await;

    let twice = broken(
        &house.database.pool,
        "insert into occupancy (occupancy_id, person_id, person_no, bucket_id, post, post_level, category, \
         from_on, channel, entry_case_id, recorded_at) \
         select gen_random_uuid(), person_id, person_no, bucket_id, 'p', '', category, date '2030-01-01', channel, \
         'x', now() from occupancy limit 1",
    )
    .await;

    assert_eq!(twice, "occupancy_no_overlap");
    house.close().await;
}

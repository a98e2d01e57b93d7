//! What a caller learns when the database is away: that it may try again, and nothing of ours.
use proto::registry::v1 as pb;

use crate::base::{Base, SCH, bucket};
use crate::house::House;

#[tokio::test]
async fn an_outage_of_the_database_is_told_without_a_word_of_sql() {
    let house = House::with(Base::units().seats(&SCH)).await;
    house.database.pool.close().await;

    let request = pb::GetBalanceRequest { bucket: Some(bucket(&SCH)), ..Default::default() };
    let status = house.quota().get_balance(request).await.unwrap_err();

    assert_eq!(status.code(), tonic::Code::Unavailable);
    assert_eq!(channel::failure(&status).reason, "DATABASE_UNAVAILABLE");
    for word in ["select", "sqlx", "pool", "postgres"] {
        assert!(!status.message().to_lowercase().contains(word), "{}", status.message());
    }
    house.close().await;
}

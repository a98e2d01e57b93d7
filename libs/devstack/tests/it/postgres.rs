use std::time::Duration;

use devstack::postgres::Postgres;
use devstack::{folder, proxy::Proxy};
use sqlx::{Connection, PgConnection, Row};

async fn number(connection: &mut PgConnection) -> i32 {
    let row = sqlx::query("select figure from t").fetch_one(connection).await;
    row.unwrap().get("figure")
}

#[tokio::test]
async fn each_service_reaches_its_own_database_and_no_other() {
    let place = folder::temporary().unwrap();
    let mut postgres =
        Postgres::start(&place.path().join("postgres"), &["registry", "workflow"]).await.unwrap();

    let own = postgres.url("registry", postgres.address()).unwrap();
    let mut connection = PgConnection::connect(&own).await.unwrap();
    sqlx::query("create table t (figure int not null)").execute(&mut connection).await.unwrap();
    let others =
        own.replace(&format!("{}/registry", postgres.address()), &format!("{}/workflow", postgres.address()));
    let refused = PgConnection::connect(&others).await.unwrap_err();
    assert!(refused.to_string().contains("pg_hba.conf"), "{refused}");
    let wrong_password = own.replacen("registry:", "registry:x", 1);
    let refused = PgConnection::connect(&wrong_password).await.unwrap_err();
    assert!(refused.to_string().contains("password authentication failed"), "{refused}");

    drop(connection);
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn what_was_committed_survives_a_killed_server_at_the_same_address() {
    let place = folder::temporary().unwrap();
    let mut postgres = Postgres::start(&place.path().join("postgres"), &["registry"]).await.unwrap();
    let mut proxy = Proxy::default();
    let address = proxy.open("registry", "postgres").await.unwrap();
    proxy.link("registry", "postgres").unwrap().lead_to(postgres.address());
    let url = postgres.url("registry", address).unwrap();
    let mut connection = PgConnection::connect(&url).await.unwrap();
    sqlx::query("create table t (figure int not null)").execute(&mut connection).await.unwrap();
    sqlx::query("insert into t values (120)").execute(&mut connection).await.unwrap();

    postgres.process().kill().unwrap();
    postgres.start_again().await.unwrap();

    let mut connection = PgConnection::connect(&url).await.unwrap();
    assert_eq!(number(&mut connection).await, 120);
    proxy.link("registry", "postgres").unwrap().cut();
    assert!(sqlx::query("select 1").execute(&mut connection).await.is_err());
    proxy.link("registry", "postgres").unwrap().heal();
    let again = tokio::time::timeout(Duration::from_secs(10), PgConnection::connect(&url)).await;
    assert_eq!(number(&mut again.unwrap().unwrap()).await, 120);
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn a_stopped_cluster_starts_again_from_its_folder_with_the_same_passwords() {
    let place = folder::temporary().unwrap();
    let home = place.path().join("postgres");
    let mut first = Postgres::start(&home, &["registry"]).await.unwrap();
    let address = first.address();
    let url = first.url("registry", address).unwrap();
    first.stop().await.unwrap();
    drop(first);

    let mut second = Postgres::start(&home, &["registry"]).await.unwrap();

    let expected = url.replace(&address.to_string(), &second.address().to_string());
    assert_eq!(second.url("registry", second.address()).unwrap(), expected);
    PgConnection::connect(&expected).await.unwrap();
    second.stop().await.unwrap();
}

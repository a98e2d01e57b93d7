use std::collections::BTreeMap;
use std::path::Path;

use identity::init;

use crate::house::{arguments, settings};

/// Every file below a folder with its content.
fn files(folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.insert(path.display().to_string(), std::fs::read(&path).unwrap());
        }
    }
}

#[tokio::test]
async fn a_second_init_leaves_everything_as_it_is() {
    let database = testkit::postgres::database(&identity::MIGRATIONS).await;
    let folder = tempfile::tempdir().unwrap();
    let (settings, arguments) = (settings(&database.url, &folder), arguments(&folder));
    let count = async || -> (i64, i64, i64) {
        let text = "select (select count(*) from certificate), (select count(*) from administrator_token), \
                    (select version from trust)";
        sqlx::query_as(text).fetch_one(&database.pool).await.unwrap()
    };

    init::run(&arguments, &settings).await.unwrap();
    let (mut before, counted) = (BTreeMap::new(), count().await);
    files(folder.path(), &mut before);
    init::run(&arguments, &settings).await.unwrap();
    let mut after = BTreeMap::new();
    files(folder.path(), &mut after);

    assert_eq!(before, after);
    assert_eq!((counted, count().await), ((8, 1, 1), (8, 1, 1)));
    let broker =
        String::from_utf8(std::fs::read(folder.path().join("out/services/kafka/broker.pem")).unwrap());
    let labels: Vec<String> =
        broker.unwrap().lines().filter(|line| line.starts_with("-----BEGIN")).map(str::to_owned).collect();
    assert_eq!(
        labels,
        ["-----BEGIN PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----"]
    );
}

#[tokio::test]
async fn a_bad_seed_is_refused_before_anything_is_made() {
    let database = testkit::postgres::database(&identity::MIGRATIONS).await;
    let folder = tempfile::tempdir().unwrap();
    let (settings, arguments) = (settings(&database.url, &folder), arguments(&folder));
    let seed = "id,unit_id,display_name,desks,duties,superior_id,person_id\nSO,so,名,,flying,,\n";
    std::fs::write(arguments.seed.as_ref().unwrap(), seed).unwrap();

    let error = init::run(&arguments, &settings).await.unwrap_err().to_string();

    assert!(error.contains("operators.csv:2:duties") && error.contains("operators.csv:2:id"), "{error}");
    assert!(!folder.path().join("ca").exists());
}

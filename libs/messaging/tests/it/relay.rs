use std::collections::BTreeMap;

use messaging::outbox::Fact;
use messaging::{Body, topics};
use rdkafka::types::RDKafkaRespErr;
use serde_json::{Value, json};

use crate::world::{PATIENCE, World, fact, topic, world};

/// The connection of the relay that leads.
async fn leader(world: &World) -> i32 {
    testkit::eventually("a relay leads", PATIENCE, async || {
        sqlx::query_scalar(
            "select pid from pg_locks join pg_database on pg_database.oid = pg_locks.database \
             where locktype = 'advisory' and granted and datname = current_database()",
        )
        .fetch_optional(world.pool())
        .await
        .unwrap()
    })
    .await
}

/// The connection that waits for a row which somebody else holds.
async fn waits_for_a_row(world: &World) -> i32 {
    testkit::eventually("the relay deletes what it sent", PATIENCE, async || {
        sqlx::query_scalar(
            "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        )
        .fetch_optional(world.pool())
        .await
        .unwrap()
    })
    .await
}

#[tokio::test]
async fn a_refused_command_leaves_no_row() {
    let world = world().await;

    let mut tx = db::begin(world.pool()).await.unwrap();
    messaging::outbox::append(&mut tx, &fact("sch", "half done")).await.unwrap();
    drop(tx);

    assert_eq!(world.waiting().await, 0);
}

#[tokio::test]
async fn what_is_told_is_kept_as_it_was_told() {
    let world = world().await;
    let told = Fact {
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".into()),
        ..fact("sch", "x")
    };

    world.tell(std::slice::from_ref(&told)).await;

    let waiting = messaging::outbox::oldest(&mut world.pool().acquire().await.unwrap(), 10).await.unwrap();
    assert_eq!(waiting.into_iter().map(|waiting| waiting.fact).collect::<Vec<_>>(), [told]);
}

#[tokio::test]
async fn facts_of_one_key_leave_in_the_order_they_became_true_and_the_outbox_empties() {
    let world = world().await;
    let facts: Vec<Fact> =
        (0..200).map(|number| fact(&format!("unit-{}", number % 7), &format!("{number:03}"))).collect();
    let running = world.relay();

    for some in facts.chunks(23) {
        world.tell(some).await;
    }

    world.outbox_is_empty().await;
    let mut by_key: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, value) in world.records(&topic(), 200).await {
        by_key.entry(key).or_default().push(value);
    }
    assert_eq!(by_key.len(), 7);
    for (key, values) in by_key {
        assert!(values.is_sorted(), "{key}: {values:?}");
    }
    running.stop().await;
}

#[tokio::test]
async fn a_partner_gets_one_stream_of_json_in_one_order() {
    let world = world().await;
    let facts = (1..=20).map(|sequence| Fact {
        topic: topics::partner_facts("hr-420800"),
        sequence: Some(sequence),
        body: Body::Json(json!({"unit": "sch"})),
        ..fact(&format!("case-{}", sequence % 3), "")
    });
    world.tell(&facts.collect::<Vec<_>>()).await;

    let running = world.relay();

    let records = world.records(&topics::partner_facts("hr-420800"), 20).await;
    let sequences: Vec<String> = records
        .iter()
        .map(|(_, value)| serde_json::from_str::<Value>(value).unwrap()["sequence"].as_str().unwrap().into())
        .collect();
    assert_eq!(sequences, (1..=20).map(|number| number.to_string()).collect::<Vec<_>>());
    running.stop().await;
}

#[tokio::test]
async fn a_crash_between_sending_and_deleting_sends_twice_and_acts_once() {
    let world = world().await;
    let letter_box = world.letter_box();
    world.tell(&[fact("sch", "once")]).await;
    // The row is held fast: the relay can send it, and not delete it.
    let mut tx = db::begin(world.pool()).await.unwrap();
    sqlx::query("select seq from outbox for update").execute(&mut *tx).await.unwrap();
    let relay = world.relay();

    let pid = waits_for_a_row(&world).await;
    sqlx::query("select pg_terminate_backend($1)").bind(pid).execute(world.pool()).await.unwrap();
    drop(tx);

    world.outbox_is_empty().await;
    let sent = world.records(&topic(), 2).await;
    assert_eq!(sent[0], sent[1]);
    let inbox = world.inbox(&letter_box);
    world.tell(&[fact("sch", "after")]).await;
    assert_eq!(world.effects_when(2).await, ["once", "after"]);
    inbox.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn of_two_relays_one_leads_and_the_other_takes_over() {
    let world = world().await;
    let first = world.relay();
    let leading = leader(&world).await;
    let second = world.relay();

    world.tell(&(0..20).map(|number| fact("sch", &number.to_string())).collect::<Vec<_>>()).await;
    world.outbox_is_empty().await;
    assert_eq!(leader(&world).await, leading);
    first.stop().await;
    world.tell(&[fact("sch", "after")]).await;

    world.outbox_is_empty().await;
    assert_ne!(leader(&world).await, leading);
    let expected: Vec<(String, String)> = (0..20)
        .map(|number| number.to_string())
        .chain(["after".to_owned()])
        .map(|value| ("sch".to_owned(), value))
        .collect();
    assert_eq!(world.records(&topic(), 21).await, expected);
    second.stop().await;
}

#[tokio::test]
async fn a_fact_that_cannot_be_sent_holds_up_its_own_key_only() {
    let world = world().await;
    let denied = RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
    world.cluster.topic_error("bianzhi.test.hr-420800.facts.v1", denied).unwrap();
    let partner = |text: &str| Fact {
        topic: topics::partner_facts("hr-420800"),
        body: Body::Json(json!(text)),
        ..fact("case-1", "")
    };

    world.tell(&[partner("first"), fact("sch", "free"), partner("second")]).await;
    let running = world.relay();

    assert_eq!(world.records(&topic(), 1).await, [("sch".to_owned(), "free".to_owned())]);
    testkit::eventually("two facts are left", PATIENCE, async || (world.waiting().await == 2).then_some(()))
        .await;
    let fine = RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR;
    world.cluster.topic_error("bianzhi.test.hr-420800.facts.v1", fine).unwrap();
    world.outbox_is_empty().await;
    running.stop().await;
}

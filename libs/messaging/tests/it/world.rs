//! A database, a broker, and a letter box that does as it is told.
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use messaging::inbox::{self, Incoming, Receive, Refusal};
use messaging::outbox::{self, Fact, event_type};
use messaging::topics::{self, Topic};
use messaging::{Body, Config, Error, Kafka, relay};
use rdkafka::consumer::{Consumer, StreamConsumer};
use rdkafka::message::Message;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::{DefaultProducerContext, FutureProducer, FutureRecord};
use rdkafka::{ClientConfig, Offset, TopicPartitionList};
use sqlx::PgPool;
use testkit::postgres::{Database, database_of};
use time::macros::datetime;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

const TABLES: &str = concat!(
    include_str!("../../messaging.sql"),
    "create table effect (number serial primary key, fact text not null);",
);

pub(crate) struct World {
    pub(crate) database: Database,
    pub(crate) cluster: MockCluster<'static, DefaultProducerContext>,
    pub(crate) kafka: Kafka,
}

/// The topic that tests tell facts on, with four partitions.
pub(crate) fn topic() -> Topic {
    topics::inside("registry")
}

pub(crate) async fn world() -> World {
    let database = database_of(TABLES).await;
    let cluster = MockCluster::new(1).unwrap();
    cluster.create_topic("bianzhi.test.registry.v1", 4, 1).unwrap();
    cluster.create_topic("bianzhi.test.hr-420800.facts.v1", 1, 1).unwrap();
    let config = Config { brokers: cluster.bootstrap_servers(), environment: "test".into() };
    let kafka = Kafka::plaintext(&config, "workflow");
    World { database, cluster, kafka }
}

/// A fact about `key` that says `text`.
pub(crate) fn fact(key: &str, text: &str) -> Fact {
    Fact {
        id: Uuid::now_v7(),
        topic: topic(),
        entity: "unit".into(),
        aggregate_id: key.into(),
        event_type: event_type("unit", "changed"),
        data_schema: "bianzhi.registry.v1.UnitEvent".into(),
        occurred_at: datetime!(2026-08-24 01:30 UTC),
        recorded_at: datetime!(2026-08-24 01:30 UTC),
        sequence: None,
        extensions: BTreeMap::new(),
        traceparent: None,
        body: Body::Protobuf(text.as_bytes().to_vec()),
    }
}

/// A running loop and the way to stop it.
pub(crate) struct Running {
    stop: CancellationToken,
    task: JoinHandle<Result<(), Error>>,
}

impl Running {
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        tokio::time::timeout(PATIENCE, self.task).await.expect("the loop ends").unwrap().unwrap();
    }
}

impl World {
    pub(crate) fn pool(&self) -> &PgPool {
        &self.database.pool
    }

    pub(crate) async fn tell(&self, facts: &[Fact]) {
        let mut tx = db::begin(self.pool()).await.unwrap();
        for fact in facts {
            outbox::append(&mut tx, fact).await.unwrap();
        }
        db::commit(tx).await.unwrap();
    }

    pub(crate) fn relay(&self) -> Running {
        let stop = CancellationToken::new();
        let task = tokio::spawn(relay::run(self.pool().clone(), self.kafka.clone(), stop.clone()));
        Running { stop, task }
    }

    pub(crate) fn inbox(&self, letter_box: &LetterBox) -> Running {
        let stop = CancellationToken::new();
        let running = inbox::run(
            self.pool().clone(),
            self.kafka.clone(),
            vec![topic()],
            letter_box.clone(),
            stop.clone(),
        );
        Running { stop, task: tokio::spawn(running) }
    }

    /// A letter box that accepts everything until told otherwise.
    pub(crate) fn letter_box(&self) -> LetterBox {
        LetterBox { pool: self.pool().clone(), verdicts: Arc::default(), offered: Arc::default() }
    }

    /// Puts a record on the topic that is no fact.
    pub(crate) async fn send_raw(&self, key: &str, value: &str) {
        let producer: FutureProducer = self.client().create().unwrap();
        let record = FutureRecord::to("bianzhi.test.registry.v1").key(key).payload(value);
        producer.send(record, PATIENCE).await.unwrap();
    }

    /// The next `count` records of a topic, from its beginning: key and value.
    pub(crate) async fn records(&self, topic: &Topic, count: usize) -> Vec<(String, String)> {
        let consumer: StreamConsumer = self.client().set("group.id", "unused").create().unwrap();
        // Assigned, not subscribed: the mock broker lets a new group wait for three seconds.
        let mut all = TopicPartitionList::new();
        for partition in 0..if topic.partner().is_some() { 1 } else { 4 } {
            all.add_partition_offset(&topic.named_in("test"), partition, Offset::Beginning).unwrap();
        }
        consumer.assign(&all).unwrap();
        let text = |bytes: Option<&[u8]>| String::from_utf8_lossy(bytes.unwrap()).into_owned();
        let mut records = Vec::new();
        while records.len() < count {
            let received = tokio::time::timeout(PATIENCE, consumer.recv()).await;
            let received = received.unwrap_or_else(|_| panic!("{} of {count} records came", records.len()));
            let message = received.unwrap();
            records.push((text(message.key()), text(message.payload())));
        }
        records
    }

    fn client(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", self.cluster.bootstrap_servers());
        config
    }

    pub(crate) async fn waiting(&self) -> usize {
        outbox::oldest(&mut self.pool().acquire().await.unwrap(), 1000).await.unwrap().len()
    }

    pub(crate) async fn outbox_is_empty(&self) {
        let empty = async || (self.waiting().await == 0).then_some(());
        testkit::eventually("the outbox is empty", PATIENCE, empty).await;
    }

    /// What took effect, in the order it did.
    pub(crate) async fn effects(&self) -> Vec<String> {
        sqlx::query_scalar("select fact from effect order by number").fetch_all(self.pool()).await.unwrap()
    }

    /// Waits until so many facts took effect, and returns them.
    pub(crate) async fn effects_when(&self, count: usize) -> Vec<String> {
        let enough = async || Some(self.effects().await).filter(|effects| effects.len() >= count);
        testkit::eventually("the facts take effect", PATIENCE, enough).await
    }
}

/// How to answer a fact that says a certain text.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Verdict {
    Retry,
    Fault,
    Park,
}

/// Writes the fact's text into the table `effect`, once, unless told to refuse it.
#[derive(Clone)]
pub(crate) struct LetterBox {
    pool: PgPool,
    verdicts: Arc<Mutex<HashMap<String, Verdict>>>,
    offered: Arc<Mutex<Vec<String>>>,
}

impl LetterBox {
    pub(crate) fn refuse(&self, text: &str, verdict: Verdict) {
        self.verdicts.lock().unwrap().insert(text.into(), verdict);
    }

    pub(crate) fn accept(&self, text: &str) {
        self.verdicts.lock().unwrap().remove(text);
    }

    /// Every offer so far, refused ones included. Facts come at least once: a rebalance may offer one again.
    pub(crate) fn offered(&self) -> Vec<String> {
        self.offered.lock().unwrap().clone()
    }

    /// How often a fact was offered so far.
    pub(crate) fn offers_of(&self, text: &str) -> usize {
        self.offered().iter().filter(|offer| *offer == text).count()
    }

    pub(crate) async fn was_offered(&self, text: &str) {
        self.was_offered_often(text, 1).await;
    }

    pub(crate) async fn was_offered_often(&self, text: &str, times: usize) {
        let offered =
            async || (self.offered().iter().filter(|offer| *offer == text).count() >= times).then_some(());
        testkit::eventually("the fact is offered", PATIENCE, offered).await;
    }
}

impl Receive for LetterBox {
    async fn receive(&self, fact: &Incoming) -> Result<(), Refusal> {
        let Body::Protobuf(bytes) = &fact.body else { return Ok(()) };
        let text = String::from_utf8(bytes.clone()).map_err(|error| Refusal::Park(error.into()))?;
        self.offered.lock().unwrap().push(text.clone());
        let verdict = self.verdicts.lock().unwrap().get(&text).copied();
        match verdict {
            Some(Verdict::Retry) => return Err(Refusal::Retry("not yet".into())),
            Some(Verdict::Fault) => return Err(Refusal::Fault("our bug".into())),
            Some(Verdict::Park) => return Err(Refusal::Park("never".into())),
            None => {}
        }
        let mut tx = db::begin(&self.pool).await?;
        if inbox::claim(&mut tx, &fact.id).await? {
            let insert = sqlx::query("insert into effect (fact) values ($1)").bind(text);
            insert.execute(&mut *tx).await.map_err(db::Error::from)?;
        }
        Ok(db::commit(tx).await?)
    }
}

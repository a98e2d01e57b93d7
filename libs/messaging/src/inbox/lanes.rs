//! Reading from Kafka: one lane per partition, so that a fact that must wait holds up its own partition only.
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rdkafka::consumer::Consumer;
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Headers, Message};
use rdkafka::{Offset, TopicPartitionList};
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use super::delivery::Desk;
use super::{Receive, Record};
use crate::kafka::{Error, KEY_CHECK, Kafka, Reader};
use crate::topics::Topic;

/// How many records a lane holds before its partition is paused.
const LANE: usize = 128;
/// How often a paused partition is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// How long to wait after the consumer reported an error.
const AFTER_ERROR: Duration = Duration::from_millis(500);

type Partition = (String, i32);

struct Lane {
    worker: mpsc::Sender<Record>,
    /// What did not fit any more; the partition is paused while there is something here.
    waiting: VecDeque<Record>,
}

/// Reads until stopped. A renewed certificate means a new consumer.
///
/// # Errors
/// When the first consumer can't be made. Later ones are tried again: certificate and key are two files, and
/// a moment long one may be new and the other old.
pub(super) async fn run<R: Receive>(desk: &Desk<R>, kafka: &Kafka, topics: &[Topic]) -> Result<(), Error> {
    let mut key_written = kafka.key_written();
    let mut next = Ok(kafka.consumer(topics)?);
    while !desk.stop.is_cancelled() {
        match next {
            Ok(consumer) => read(desk, kafka, Arc::new(consumer), key_written).await?,
            Err(error) => after_error(&error).await,
        }
        key_written = kafka.key_written();
        next = kafka.consumer(topics);
    }
    Ok(())
}

async fn read<R: Receive>(
    desk: &Desk<R>,
    kafka: &Kafka,
    consumer: Arc<Reader>,
    key_written: Option<SystemTime>,
) -> Result<(), Error> {
    let mut lanes: HashMap<Partition, Lane> = HashMap::new();
    let mut workers = JoinSet::new();
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut check_key = tokio::time::interval(KEY_CHECK);
    // Ends the lanes of this consumer and no other.
    let desk = Desk { stop: desk.stop.child_token(), ..desk.clone() };

    loop {
        tokio::select! {
            () = desk.stop.cancelled() => break,
            _ = check_key.tick() => {
                if kafka.key_written() != key_written {
                    tracing::info!("the certificate was renewed, reading from Kafka goes on with the new one");
                    break;
                }
            }
            _ = look.tick() => refill(&consumer, &mut lanes),
            Some(ended) = workers.join_next() => ended?,
            received = consumer.recv() => match received {
                Ok(message) => {
                    if let Some(record) = record(kafka, &message) {
                        let partition = (message.topic().to_owned(), message.partition());
                        let lane = lanes.entry(partition.clone()).or_insert_with(|| {
                            open(&desk, &consumer, partition.clone(), &mut workers)
                        });
                        lane.put(&consumer, &partition, record);
                    }
                }
                // librdkafka connects again by itself; waiting here would only hold up what comes behind.
                Err(error) if consumer.context().takes(&error) => {}
                Err(error) => after_error(&error).await,
            },
        }
    }

    desk.stop.cancel();
    drop(lanes);
    while let Some(ended) = workers.join_next().await {
        ended?;
    }
    // Closing leaves the group and commits what was stored; librdkafka blocks while it does.
    tokio::task::spawn_blocking(move || drop(consumer)).await?;
    Ok(())
}

/// A task that deals with the records of one partition, one after another.
fn open<R: Receive>(
    desk: &Desk<R>,
    consumer: &Arc<Reader>,
    (topic, partition): Partition,
    workers: &mut JoinSet<()>,
) -> Lane {
    let (worker, mut records) = mpsc::channel::<Record>(LANE);
    let (desk, consumer) = (desk.clone(), Arc::clone(consumer));
    workers.spawn(async move {
        while let Some(Some(record)) = desk.stop.run_until_cancelled(records.recv()).await {
            if !desk.deliver(&record).await {
                break;
            }
            // After the database: a crash before this line offers the fact again.
            if let Err(error) = consumer.store_offset(&topic, partition, record.offset) {
                tracing::debug!(%error, topic, partition, "another replica reads this partition now");
            }
        }
    });
    Lane { worker, waiting: VecDeque::new() }
}

impl Lane {
    fn put(&mut self, consumer: &Reader, partition: &Partition, record: Record) {
        if !self.waiting.is_empty() {
            self.waiting.push_back(record);
            // A partition that a rebalance gave back flows again: it is paused anew.
            report(consumer.pause(&list(partition)), "pause", partition);
            return;
        }
        match self.worker.try_send(record) {
            // A closed worker means that the loop is about to end; the record comes again.
            Ok(()) | Err(TrySendError::Closed(_)) => {}
            Err(TrySendError::Full(record)) => {
                self.waiting.push_back(record);
                report(consumer.pause(&list(partition)), "pause", partition);
            }
        }
    }
}

/// Hands on what waits where there is room again, and lets those partitions flow.
fn refill(consumer: &Reader, lanes: &mut HashMap<Partition, Lane>) {
    for (partition, lane) in lanes.iter_mut().filter(|(_, lane)| !lane.waiting.is_empty()) {
        while let Some(record) = lane.waiting.pop_front() {
            if let Err(TrySendError::Full(record)) = lane.worker.try_send(record) {
                lane.waiting.push_front(record);
                break;
            }
        }
        if lane.waiting.is_empty() {
            report(consumer.resume(&list(partition)), "resume", partition);
        }
    }
}

fn list((topic, partition): &Partition) -> TopicPartitionList {
    let mut list = TopicPartitionList::new();
    // Fails only for an offset that can't be written; this is none.
    let _ = list.add_partition_offset(topic, *partition, Offset::Invalid);
    list
}

fn report(outcome: Result<(), KafkaError>, what: &str, (topic, partition): &Partition) {
    if let Err(error) = outcome {
        tracing::debug!(%error, topic, partition, "cannot {what} the partition, another replica may have it");
    }
}

fn record(kafka: &Kafka, message: &BorrowedMessage<'_>) -> Option<Record> {
    let topic = Topic::read(kafka.environment(), message.topic())?;
    let headers = message.headers().map(|headers| headers.iter()).into_iter().flatten();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some(Record {
        topic,
        partition: message.partition(),
        offset: message.offset(),
        key: message.key().unwrap_or_default().to_vec(),
        headers: headers
            .map(|header| (header.key.to_owned(), text(header.value.unwrap_or_default())))
            .collect(),
        payload: message.payload().unwrap_or_default().to_vec(),
    })
}

async fn after_error(error: &(impl std::fmt::Display + Sync)) {
    tracing::warn!(%error, "cannot read from Kafka, will retry");
    tokio::time::sleep(AFTER_ERROR).await;
}

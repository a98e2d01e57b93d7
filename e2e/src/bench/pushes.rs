//! From an approval's commit until the last of the four partners has the message in its hands.
//!
//! Approvals come at a fixed pace, whatever became of the ones before (an open loop). An approved entry is one
//! fact to each of four partners. The beginning is the decision's time in the case's timeline, taken just before
//! its commit; the end is when a consumer of the partner's own stream gets the message.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use kernel::clock::SystemClock;
use proto::workflow::v1::{Case, ListTimelineEntriesRequest};
use rdkafka::consumer::{Consumer, StreamConsumer};
use rdkafka::{ClientConfig, Message, Offset, TopicPartitionList};
use serde_json::Value;
use time::OffsetDateTime;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::Bench;
use super::drive::{Run, count, milliseconds};
use super::table::Verdict;

const PARTNERS: [&str; 4] = ["finance-420800", "hr-420800", "organization-420800", "pension-420800"];
/// Approvals each second: a hundred facts to partners.
const PACE: u32 = 25;
const CASES: usize = 300;
/// Cases are prepared this many at once.
const AT_ONCE: usize = 8;
const PATIENCE: Duration = Duration::from_secs(120);

/// Which partner got which case's message when.
type Arrivals = Arc<Mutex<BTreeMap<(String, &'static str), OffsetDateTime>>>;

pub(super) async fn measure(bench: &mut Bench) -> Result<()> {
    let cases = prepare(bench).await?;
    let arrivals = Arrivals::default();
    let mut listeners = JoinSet::new();
    for partner in PARTNERS {
        let consumer = listen(bench, partner).await?;
        listeners.spawn(note(consumer, partner, Arc::clone(&arrivals)));
    }

    let began = Instant::now();
    let ids: Vec<String> = cases.iter().map(|case| case.id.clone()).collect();
    let mut approvals = JoinSet::new();
    let mut pace = interval(Duration::from_secs(1) / PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for case in cases {
        pace.tick().await;
        let desks = bench.desks.clone();
        approvals.spawn(async move {
            let began = Instant::now();
            desks.approve(case).await?;
            anyhow::Ok(began.elapsed())
        });
    }
    let mut answered = Vec::new();
    while let Some(done) = approvals.join_next().await {
        answered.push(done??);
    }
    let approved_in = began.elapsed();
    while arrivals.lock().unwrap_or_else(PoisonError::into_inner).len() < ids.len() * PARTNERS.len() {
        if began.elapsed() > PATIENCE {
            bail!("not every partner has got every message within {} s", PATIENCE.as_secs());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let whole = began.elapsed();
    listeners.abort_all();

    let taken = arrivals.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let run = Run::of(latencies(bench, &ids, &taken).await?, whole);
    let answers = Run::of(answered, approved_in);
    let facts = count(ids.len() * PARTNERS.len()) / whole.as_secs_f64();
    bench.table.row(
        &format!("from an approval's commit until the last partner has it, {} facts/s offered", PACE * 4),
        &format!(
            "p50 {:.0} ms, p99 {:.0} ms, longest {:.0} ms",
            milliseconds(run.within(50)),
            milliseconds(run.within(99)),
            milliseconds(run.within(100)),
        ),
        &format!(
            "{facts:.0} facts/s carried; the approval's own answer p50 {:.0} ms, p99 {:.0} ms",
            milliseconds(answers.within(50)),
            milliseconds(answers.within(99)),
        ),
        "p99 < 50 ms",
        Verdict::of(run.within(99) < Duration::from_millis(50)),
    );
    Ok(())
}

/// Notes when each message arrives, until it is ended.
async fn note(consumer: StreamConsumer, partner: &'static str, arrivals: Arrivals) -> Result<Infallible> {
    loop {
        let message = consumer.recv().await?;
        let now = SystemClock.now();
        let event: Value = serde_json::from_slice(message.payload().unwrap_or_default())?;
        if let Some(case) = event["data"]["caseId"].as_str() {
            let key = (case.to_owned(), partner);
            arrivals.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert(now);
        }
    }
}

/// Cases on the approval desk.
async fn prepare(bench: &mut Bench) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    let mut tasks = JoinSet::new();
    for number in 0..CASES {
        if tasks.len() >= AT_ONCE
            && let Some(done) = tasks.join_next().await
        {
            cases.push(done??);
        }
        let (desks, person) = (bench.desks.clone(), bench.recruits.next());
        tasks.spawn(async move {
            let case = desks.draft(number, &person).await?;
            let case = desks.submit(number, case).await?;
            desks.bring_to_approval(case).await
        });
    }
    while let Some(done) = tasks.join_next().await {
        cases.push(done??);
    }
    Ok(cases)
}

/// A consumer at the end of a partner's stream of facts.
async fn listen(bench: &Bench, partner: &str) -> Result<StreamConsumer> {
    let credentials = bench.world.mesh.enrol_partner(partner).await?;
    let consumer: StreamConsumer = ClientConfig::new()
        .set("bootstrap.servers", bench.world.mesh.partners_brokers()?)
        .set("security.protocol", "ssl")
        .set("ssl.ca.location", credentials.roots.display().to_string())
        .set("ssl.certificate.location", credentials.certificate.display().to_string())
        .set("ssl.key.location", credentials.key.display().to_string())
        .set("group.id", format!("{partner}.bench"))
        .set("enable.auto.commit", "false")
        .set("fetch.wait.max.ms", "100")
        .create()
        .context("make a consumer")?;
    let topic = format!("bianzhi.dev.{partner}.facts.v1");
    let consumer = tokio::task::spawn_blocking(move || {
        // Asked for now, so that nothing that comes later is missed.
        let (_, end) = consumer.fetch_watermarks(&topic, 0, Duration::from_secs(20))?;
        let mut place = TopicPartitionList::new();
        place.add_partition_offset(&topic, 0, Offset::Offset(end))?;
        consumer.assign(&place)?;
        anyhow::Ok(consumer)
    });
    consumer.await?
}

/// For each case, from its decision until the last partner had it.
async fn latencies(
    bench: &Bench,
    ids: &[String],
    arrivals: &BTreeMap<(String, &'static str), OffsetDateTime>,
) -> Result<Vec<Duration>> {
    // The timeline says business time, which runs at real speed from another beginning.
    let shift = bench.world.mesh.business_clock().now() - SystemClock.now();
    let mut desk = bench.desks.approver();
    let mut latencies = Vec::new();
    for id in ids {
        let request =
            ListTimelineEntriesRequest { case_id: id.clone(), page_size: 0, page_token: String::new() };
        let entries = desk.list_timeline_entries(request).await?.into_inner().entries;
        let approved = entries.iter().find(|entry| entry.step == "APPROVED").context("an approval")?;
        let at = approved.time.as_ref().context("an approval has a time")?;
        let at = OffsetDateTime::from_unix_timestamp(at.seconds)?
            + time::Duration::nanoseconds(i64::from(at.nanos));
        let last = PARTNERS.iter().filter_map(|partner| arrivals.get(&(id.clone(), *partner))).max();
        let waited = *last.context("a message has come")? - (at - shift);
        latencies.push(Duration::try_from(waited).context("a message came before its approval")?);
    }
    Ok(latencies)
}

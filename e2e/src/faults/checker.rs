//! Proves from outside that a fault left no trace.
//!
//! It reads the history of client calls, the partners' stores and what the services tell everybody, and
//! compares a batch with the undisturbed one. It proves, for every batch:
//!
//! 1. every request, repeated with its id, gets its first answer, field by field;
//! 2. the end state of every place equals the undisturbed one, once ids, numbers and times are replaced: no
//!    case, step, paper, permit, person, delivery, receipt, message or partner's record is missing or doubled;
//! 3. the seats have moved by the same figures on every day that counts;
//! 4. the numbers that document gave are contiguous in each series, none twice, and as many as undisturbed;
//! 5. the stream of each partner is contiguous from 1, in bridge and in the partner's own store;
//! 6. no fact was parked by any house.
//!
//! At the end of a run [`ledger`] has the registry count what must never be in its ledger (its sums among it).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::bail;
use devstack::Devstack;
use proto::document::v1::Document;

use tokio::time::{Instant, sleep};

use super::state::{Seats, World};

const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// The end state of a batch as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct EndState {
    /// Every line of every place, with how often it stands there.
    pub(super) lines: BTreeMap<String, usize>,
    /// How far the seats moved.
    pub(super) moved: Seats,
    /// How many numbers of each series were given.
    pub(super) numbers: BTreeMap<String, usize>,
}

impl EndState {
    pub(super) fn of(
        lines: Vec<String>,
        (before, after): (&Seats, &Seats),
        world: &World,
        numbers_before: &BTreeSet<String>,
    ) -> Self {
        let mut counted = BTreeMap::new();
        for line in lines {
            *counted.entry(line).or_insert(0) += 1;
        }
        let moved = after.iter().map(|(bucket, figures)| {
            let earlier = before.get(bucket).copied().unwrap_or_default();
            (bucket.clone(), std::array::from_fn(|at| figures[at] - earlier[at]))
        });
        let mut numbers = BTreeMap::new();
        for document in world.documents.iter().filter(|document| !numbers_before.contains(&document.doc_no)) {
            *numbers.entry(document.r#type().as_str_name().to_owned()).or_insert(0) += 1;
        }
        Self { lines: counted, moved: moved.collect(), numbers }
    }

    /// Everything that is otherwise than in the undisturbed batch, a sentence each.
    pub(super) fn differences(&self, undisturbed: &Self) -> Vec<String> {
        let mut complaints = Vec::new();
        let lines: BTreeSet<&String> = self.lines.keys().chain(undisturbed.lines.keys()).collect();
        for line in lines {
            let count = |state: &Self| state.lines.get(line).copied().unwrap_or(0);
            let (here, there) = (count(self), count(undisturbed));
            if here != there {
                complaints.push(format!("place {line}: {here} times, undisturbed {there}"));
            }
        }
        for (bucket, figures) in &self.moved {
            let there = undisturbed.moved.get(bucket).copied().unwrap_or_default();
            for (at, what) in ["approved", "occupied", "reserved", "withheld"].iter().enumerate() {
                if figures[at] != there[at] {
                    let (here, there) = (figures[at], there[at]);
                    complaints.push(format!("{what} of {bucket} moved by {here}, undisturbed by {there}"));
                }
            }
        }
        if self.numbers != undisturbed.numbers {
            let (here, there) = (&self.numbers, &undisturbed.numbers);
            complaints.push(format!("numbers given: {here:?}, undisturbed: {there:?}"));
        }
        complaints
    }
}

/// Complaints about what holds for the whole mesh, whatever a batch did.
pub(super) fn invariants(world: &World) -> Vec<String> {
    let mut complaints = contiguous_numbers(&world.documents);
    let mut streams: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for delivery in &world.deliveries {
        streams.entry(&delivery.partner_id).or_default().push(delivery.sequence);
    }
    for (partner, sequences) in streams {
        complaints.extend(gap(sequences, 1).map(|gap| format!("bridge's stream to {partner} {gap}")));
    }
    for (partner, rows) in &world.stores {
        let sequence = |row: &serde_json::Value| match &row["sequence"] {
            serde_json::Value::String(text) => text.parse().unwrap_or(0),
            other => other.as_i64().unwrap_or(0),
        };
        let sequences: Vec<i64> = rows.iter().map(sequence).collect();
        let in_order = sequences.is_sorted();
        complaints.extend(gap(sequences, 1).map(|gap| format!("the store of {partner} {gap}")));
        if !in_order {
            complaints.push(format!("the store of {partner} is out of order"));
        }
    }
    complaints
}

/// Numbers (文号) without gap and without repetition, in each series of each year.
fn contiguous_numbers(documents: &[Document]) -> Vec<String> {
    let mut series: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for document in documents {
        let (prefix, serial) = document.doc_no.rsplit_once('〕').unwrap_or((&document.doc_no, ""));
        let serial = serial.trim_end_matches('号').parse().unwrap_or(0);
        series.entry(prefix).or_default().push(serial);
    }
    let checked = series.into_iter().filter_map(|(prefix, serials)| {
        let first = serials.iter().min().copied().unwrap_or(0);
        gap(serials, first).map(|gap| format!("series {prefix}〕 {gap}"))
    });
    checked.collect()
}

/// Where a run of numbers from `first` is not one: doubled or missing.
fn gap(mut numbers: Vec<i64>, first: i64) -> Option<String> {
    numbers.sort_unstable();
    let expected = (first..).zip(&numbers).find(|(due, found)| due != *found);
    expected.map(|(due, found)| format!("has {found} where {due} is due"))
}

/// Complaints about facts that a house could not take in.
pub(super) async fn parked(mesh: &Devstack) -> anyhow::Result<Vec<String>> {
    let mut complaints = Vec::new();
    for house in ["workflow", "bridge", "notification"] {
        let metrics = mesh.admin(house)?.metrics().await?;
        let parked = metrics.lines().filter(|line| line.starts_with("inbox_parked_total"));
        complaints.extend(parked.map(|line| format!("{house} has parked facts: {line}")));
    }
    Ok(complaints)
}

/// Has the registry count what must never be in its ledger: it does when it starts.
pub(super) async fn ledger(mesh: &mut Devstack) -> anyhow::Result<Vec<String>> {
    const COUNTED: &str = "registry_ledger_violations{";
    mesh.restart("registry").await?;
    let admin = mesh.admin("registry")?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        let metrics = admin.metrics().await?;
        let counts: Vec<&str> = metrics.lines().filter(|line| line.starts_with(COUNTED)).collect();
        if counts.is_empty() {
            if Instant::now() > deadline {
                bail!("the registry has not counted its ledger");
            }
            sleep(LOOK_AGAIN).await;
            continue;
        }
        let wrong = counts.into_iter().filter(|line| !line.ends_with(" 0"));
        return Ok(wrong.map(|line| format!("the ledger contradicts itself: {line}")).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(doc_no: &str) -> Document {
        Document { doc_no: doc_no.to_owned(), ..Document::default() }
    }

    fn state(lines: &[(&str, usize)]) -> EndState {
        let lines = lines.iter().map(|(line, count)| ((*line).to_owned(), *count)).collect();
        EndState { lines, ..EndState::default() }
    }

    #[test]
    fn a_gap_and_a_repetition_in_a_series_are_named() {
        let numbers = |serials: &[i32]| {
            let papers: Vec<Document> =
                serials.iter().map(|serial| paper(&format!("荆编用〔2026〕{serial}号"))).collect();
            contiguous_numbers(&papers)
        };

        assert_eq!(numbers(&[12, 14, 13]), Vec::<String>::new());
        assert_eq!(numbers(&[12, 14]), ["series 荆编用〔2026〕 has 14 where 13 is due"]);
        assert_eq!(numbers(&[12, 13, 13]), ["series 荆编用〔2026〕 has 13 where 14 is due"]);
    }

    #[test]
    fn what_is_missing_and_what_stands_twice_is_said() {
        let undisturbed = state(&[("0 grant: so-accept is told CASE_SUBMITTED", 1)]);
        let twice = state(&[("0 grant: so-accept is told CASE_SUBMITTED", 2)]);

        assert_eq!(undisturbed.differences(&undisturbed), Vec::<String>::new());
        let complaint = "place 0 grant: so-accept is told CASE_SUBMITTED: 2 times, undisturbed 1";
        assert_eq!(twice.differences(&undisturbed), [complaint]);
        assert_eq!(state(&[]).differences(&undisturbed).len(), 1);
    }
}

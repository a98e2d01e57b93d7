//! A batch: many cases in flight at once, the same ways in the same places every time.

use std::collections::{BTreeSet, HashSet};

use anyhow::Context;
use futures::future::join_all;
use rand_chacha::ChaCha8Rng;
use tokio::sync::Mutex;

use super::clients::Clients;
use super::forms::{HOSPITAL, SCHOOL};
use super::history::History;
use super::state::{Place, Seats, seats};
use super::walk::{Walked, Walker, Way};
use crate::base::home;
use crate::partners::Partner;
use crate::people::Person;

/// What a batch left behind, for the checker.
pub(super) struct Batch {
    pub(super) places: Vec<Place>,
    pub(super) history: History,
    /// The seats before its first case.
    pub(super) before: Seats,
    /// Numbers of papers that were given before.
    pub(super) numbers_before: BTreeSet<String>,
    /// Walks that did not reach their end.
    pub(super) stuck: Vec<String>,
}

/// The ways of `cases` cases at least: two of three go all the way.
pub(super) fn ways(cases: usize) -> Vec<Way> {
    let cycle = [Way::Enters, Way::Enters, Way::Withdrawn, Way::Enters, Way::Returned];
    let mut count = 0;
    let enough = cycle.into_iter().cycle().take_while(|way| {
        let goes_on = count < cases;
        count += way.cases();
        goes_on
    });
    enough.collect()
}

/// Walks all cases at once, to their ends.
pub(super) async fn play(
    clients: &Clients,
    hr: &mut Partner,
    ways: &[Way],
    random: &mut ChaCha8Rng,
    taken: &mut HashSet<String>,
    numbers_before: BTreeSet<String>,
) -> anyhow::Result<Batch> {
    let material = std::fs::read(home().join("scenarios/materials/minutes.pdf")).context("a material")?;
    let before = seats(clients).await.context("count the seats before a batch")?;
    let history = History::default();
    let hr = Mutex::new(hr);
    let walker = Walker { clients, history: &history, hr: &hr, material: &material };
    let persons: Vec<Person> = ways.iter().map(|_| Person::new(random, taken)).collect();
    let unit_of = |at: usize| if at.is_multiple_of(2) { HOSPITAL } else { SCHOOL };

    let walks = ways.iter().zip(&persons).enumerate().map(|(at, (way, person))| {
        let walker = &walker;
        async move { Box::pin(walker.walk(*way, unit_of(at), person)).await }
    });
    let ends = join_all(walks).await;

    let mut places = Vec::new();
    let mut stuck = Vec::new();
    for (at, (end, person)) in ends.into_iter().zip(persons).enumerate() {
        let walked = end.unwrap_or_else(|error| {
            stuck.push(format!("place {at} ({:?}) did not reach its end: {error:#}", ways.get(at)));
            Walked::new()
        });
        places.push(Place { person, walked });
    }
    Ok(Batch { places, history, before, numbers_before, stuck })
}

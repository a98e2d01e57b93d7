//! A run: one mesh, an undisturbed batch, and then one batch for each fault.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::{Duration, Instant};

use anyhow::Context;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use tokio::time::sleep;

use super::batch::{self, Batch};
use super::checker::{self, EndState};
use super::clients::Clients;
use super::state::{self, World as Outside};
use super::strike::{Fault, Strike, Timed};
use super::table::{self, Row};
use super::walk::Way;
use crate::world::World;

/// How long what goes on by itself after a batch may take: leases, retries, consumers that join again.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(300);

/// A mesh under fire.
pub(super) struct Run<'a> {
    world: &'a mut World,
    clients: Clients,
    ways: Vec<Way>,
    random: ChaCha8Rng,
    taken: HashSet<String>,
    undisturbed: EndState,
    /// How often each service came by each point in the undisturbed batch.
    reached: BTreeMap<(&'static str, String), u32>,
    /// How long the undisturbed batch took.
    length: Duration,
}

const SERVICES: [&str; 6] = ["identity", "registry", "workflow", "document", "notification", "bridge"];

impl<'a> Run<'a> {
    /// Plays the undisturbed batch on a filled mesh; its row.
    ///
    /// # Errors
    /// It does not go as it must without any fault.
    pub(super) async fn begin(
        world: &'a mut World,
        ways: Vec<Way>,
        seed: u64,
    ) -> anyhow::Result<(Self, Row)> {
        world.mesh.set_business_time(crate::world::local("2026-03-10 09:00")?).await?;
        let taken = world.id_numbers()?;
        let clients = Clients::open(&world.mesh)?;
        let mut run = Self {
            world,
            clients,
            ways,
            random: ChaCha8Rng::seed_from_u64(seed),
            taken,
            undisturbed: EndState::default(),
            reached: BTreeMap::new(),
            length: Duration::ZERO,
        };
        let before = run.counts().await?;
        let began = Instant::now();
        let batch = run.play(&[]).await?.0;
        run.length = began.elapsed();
        let mut complaints = batch.stuck.clone();
        run.undisturbed = run.at_rest(&batch).await?;
        for (place, count) in run.counts().await? {
            let earlier = before.get(&place).copied().unwrap_or(0);
            run.reached.insert(place, count.saturating_sub(earlier));
        }
        complaints.extend(run.complaints(&batch).await?);
        complaints.extend(batch.history.repeat(&run.clients).await);
        let row = run.row(&[], 0, &batch, complaints, began).await;
        Ok((run, row))
    }

    /// Plays a batch with faults in the middle of it, until a complaint contains `looked_for` or there is none.
    ///
    /// # Errors
    /// A fault did not strike, or nobody answers any more.
    pub(super) async fn under(&mut self, faults: &[Fault], looked_for: Option<&str>) -> anyhow::Result<Row> {
        let began = Instant::now();
        let (batch, struck) = self.play(faults).await.with_context(|| table::name(faults))?;
        let deadline = Instant::now() + PATIENCE;
        let mut complaints = batch.history.repeat(&self.clients).await;
        complaints.extend(batch.stuck.clone());
        let words = looked_for.unwrap_or_default();
        let found = loop {
            // While a service is still coming back a question may go unanswered; that is no complaint yet.
            let found = self.complaints(&batch).await;
            let is_done = match (&found, looked_for) {
                (Ok(found), Some(_)) => found.iter().chain(&complaints).any(|said| said.contains(words)),
                (Ok(found), None) => found.is_empty(),
                (Err(_), _) => false,
            };
            if is_done || Instant::now() > deadline {
                break found.with_context(|| table::name(faults))?;
            }
            sleep(LOOK_AGAIN).await;
        };
        complaints.extend(found);
        Ok(self.row(faults, struck, &batch, complaints, began).await)
    }

    /// Has the registry count its ledger: complaints of the whole run.
    pub(super) async fn ledger(&mut self) -> anyhow::Result<Vec<String>> {
        checker::ledger(&mut self.world.mesh).await
    }

    /// All cases at once, and the faults among them, one after another.
    async fn play(&mut self, faults: &[Fault]) -> anyhow::Result<(Batch, u32)> {
        let numbers_before = self.outside().await?.documents.into_iter().map(|document| document.doc_no);
        let numbers_before: BTreeSet<String> = numbers_before.collect();
        let timed: Vec<Timed> = faults.iter().map(|fault| self.timed(*fault)).collect();
        let (mut hr, mut finance) = (None, None);
        for (id, partner) in &mut self.world.partners {
            match id.as_str() {
                "hr-420800" => hr = Some(partner),
                "finance-420800" => finance = Some(partner),
                _ => {}
            }
        }
        let (hr, partner) = hr.zip(finance).context("the partners' programs")?;
        let mut strike = Strike { mesh: &mut self.world.mesh, partner };
        for fault in &timed {
            strike.arm(*fault).await?;
        }
        let striking = async {
            let mut struck = 0;
            for fault in &timed {
                struck += strike.strike(*fault).await?;
            }
            anyhow::Ok(struck)
        };
        let playing =
            batch::play(&self.clients, hr, &self.ways, &mut self.random, &mut self.taken, numbers_before);
        let (batch, struck) = tokio::join!(playing, striking);
        for fault in faults {
            strike.disarm(*fault).await?;
        }
        Ok((batch?, struck?))
    }

    /// A point strikes anywhere in the first half of the hits that the undisturbed batch had, anything else
    /// anywhere in the first two thirds of its time.
    fn timed(&mut self, fault: Fault) -> Timed {
        let part = f64::from(self.random.next_u32()) / f64::from(u32::MAX);
        let moment = self.length.mul_f64(part * 2.0 / 3.0);
        let after = match fault {
            Fault::Kill { service, at } | Fault::Cut { service, at, .. } => {
                let hits = self.reached.get(&(service, at.name().to_owned())).copied().unwrap_or(1);
                1 + self.random.next_u32() % (hits / 2).max(1)
            }
            Fault::None | Fault::KillAnywhere { .. } | Fault::PartnerDies { .. } | Fault::Planted { .. } => 1,
        };
        Timed { fault, after, moment }
    }

    async fn outside(&self) -> anyhow::Result<Outside> {
        let mut stores = Vec::new();
        for (id, partner) in &self.world.partners {
            stores.push((id.clone(), partner.applied()?));
        }
        Outside::read(&self.clients, stores).await
    }

    async fn complaints(&self, batch: &Batch) -> anyhow::Result<Vec<String>> {
        let (state, outside) = self.end_state(batch).await?;
        let mut complaints = state.differences(&self.undisturbed);
        complaints.extend(checker::invariants(&outside));
        complaints.extend(checker::parked(&self.world.mesh).await?);
        Ok(complaints)
    }

    async fn end_state(&self, batch: &Batch) -> anyhow::Result<(EndState, Outside)> {
        let outside = self.outside().await?;
        let mut lines = Vec::new();
        for (at, place) in batch.places.iter().enumerate() {
            lines.extend(outside.lines(&self.clients, at, place).await?);
        }
        let after = state::seats(&self.clients).await?;
        let state = EndState::of(lines, (&batch.before, &after), &outside, &batch.numbers_before);
        Ok((state, outside))
    }

    /// The end state of the undisturbed batch, once everything is delivered and nothing moves any more.
    async fn at_rest(&self, batch: &Batch) -> anyhow::Result<EndState> {
        let deadline = Instant::now() + PATIENCE;
        let mut last = EndState::default();
        loop {
            let (state, outside) = self.end_state(batch).await?;
            if (state == last && outside.is_at_rest(&batch.places)) || Instant::now() > deadline {
                return Ok(state);
            }
            last = state;
            // Longer than any fact is under way.
            sleep(LOOK_AGAIN * 4).await;
        }
    }

    async fn counts(&self) -> anyhow::Result<BTreeMap<(&'static str, String), u32>> {
        let mut counts = BTreeMap::new();
        for service in SERVICES {
            for count in self.world.mesh.admin(service)?.counts().await? {
                counts.insert((service, count.name), count.reached);
            }
        }
        Ok(counts)
    }

    async fn row(
        &self,
        faults: &[Fault],
        struck: u32,
        batch: &Batch,
        complaints: Vec<String>,
        began: Instant,
    ) -> Row {
        Row {
            fault: table::name(faults),
            struck,
            cases: batch.places.iter().map(|place| place.walked.len()).sum(),
            requests: batch.history.len().await,
            complaints,
            took: began.elapsed(),
        }
    }
}

//! Whole entry cases: drafted, enclosed, forwarded, submitted, accepted, agreed to by two departments, reviewed,
//! approved, entered in the registry, told on three papers. No time for people to think in between.

use std::time::Duration;

use anyhow::Result;

use super::Bench;
use super::desks::Desks;
use super::drive::{Client, Run, keep_busy, milliseconds};
use super::table::Verdict;
use super::usage::{Spent, Usage};
use crate::people::Recruits;

const AT_ONCE: usize = 16;
const WARM_UP: Duration = Duration::from_secs(3);
const TIME: Duration = Duration::from_secs(20);

/// Brings one case after another to its end, each of another school.
struct Office {
    desks: Desks,
    recruits: Recruits,
    school: usize,
}

pub(super) async fn measure(bench: &mut Bench) -> Result<()> {
    let mut offices: Vec<Office> = (0..AT_ONCE)
        .map(|school| Office { desks: bench.desks.clone(), recruits: bench.recruits.clone(), school })
        .collect();
    keep_busy(&mut offices, WARM_UP).await?;

    let mut alone = offices.split_off(AT_ONCE - 1);
    let (run, spent) = drive(bench, &mut alone).await?;
    row(bench, "one after another", &run, &spent);
    bench.table.row(
        "whole entry case, machine time",
        &format!("p50 {:.0} ms, p99 {:.0} ms", milliseconds(run.within(50)), milliseconds(run.within(99))),
        "",
        "p50 < 150 ms",
        Verdict::of(run.within(50) < Duration::from_millis(150)),
    );
    offices.append(&mut alone);
    let (run, spent) = drive(bench, &mut offices).await?;
    row(bench, "16 in flight", &run, &spent);
    bench.table.row(
        "whole entry cases, 16 in flight",
        &format!("{:.1}/s", run.rate()),
        &format!("p50 {:.0} ms, p99 {:.0} ms", milliseconds(run.within(50)), milliseconds(run.within(99))),
        "≥ 30 cases/s",
        Verdict::of(run.rate() >= 30.0),
    );
    Ok(())
}

async fn drive(bench: &mut Bench, offices: &mut Vec<Office>) -> Result<(Run, Spent)> {
    let before = Usage::of(&mut bench.world)?;
    let run = keep_busy(offices, TIME).await?;
    Ok((run, Usage::of(&mut bench.world)?.since(&before)))
}

fn row(bench: &Bench, how: &str, run: &Run, spent: &Spent) {
    let each = |part: &str| run.milliseconds_each(spent.by(part));
    let database: f64 = ["registry", "workflow", "document", "bridge", "notification", "identity"]
        .map(|house| each(&format!("postgres/{house}")))
        .iter()
        .sum();
    bench.table.row(
        &format!("processor time of a whole entry case, {how}"),
        &format!("{:.0} ms", run.milliseconds_each(spent.altogether())),
        &format!(
            "workflow {:.1}, registry {:.1}, document {:.1}, bridge {:.1}, notification {:.1}, identity {:.1}, PostgreSQL {:.1}",
            each("workflow"),
            each("registry"),
            each("document"),
            each("bridge"),
            each("notification"),
            each("identity"),
            database + each("postgres"),
        ),
        "",
        Verdict::None,
    );
}

impl Client for Office {
    async fn step(&mut self) -> Result<()> {
        let person = self.recruits.next();
        let case = self.desks.draft(self.school, &person).await?;
        let case = self.desks.submit(self.school, case).await?;
        let case = self.desks.bring_to_approval(case).await?;
        self.desks.approve(case).await?;
        Ok(())
    }
}

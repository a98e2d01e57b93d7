//! Services that have nothing to do, and how soon they are ready.

use std::time::{Duration, Instant};

use anyhow::Result;
use devstack::mesh::HOUSES;
use nix::sys::signal::Signal;

use super::Bench;
use super::drive::milliseconds;
use super::table::Verdict;
use super::usage::{self, Usage};

/// What was under way when the mesh came up is over by then.
const SETTLE: Duration = Duration::from_secs(5);
const WATCH: Duration = Duration::from_secs(20);
const STOP: Duration = Duration::from_secs(30);
const MEBIBYTE: f64 = 1_048_576.0;

pub(super) async fn measure(bench: &mut Bench) -> Result<()> {
    tokio::time::sleep(SETTLE).await;
    let before = Usage::of(&mut bench.world)?;
    tokio::time::sleep(WATCH).await;
    let spent = Usage::of(&mut bench.world)?.since(&before);

    let (mut sum, mut memory, mut processor) = (0.0, Vec::new(), Vec::new());
    for house in HOUSES {
        let bytes = usage::resident(bench.world.mesh.process(house)?.id())?;
        let mebibytes = f64::from(u32::try_from(bytes / 1024)?) * 1024.0 / MEBIBYTE;
        sum += mebibytes;
        memory.push(format!("{house} {mebibytes:.0}"));
        processor.push(format!("{house} {:.1}", share(spent.by(house))));
    }
    bench.table.row(
        "idle memory of the six, resident, with the base data loaded",
        &format!("{sum:.0} MiB"),
        &format!("MiB each: {}", memory.join(", ")),
        "≤ 200 MB",
        Verdict::of(sum * MEBIBYTE <= 200e6),
    );
    bench.table.row(
        "idle processor time, % of one core",
        &format!("{:.1} %", share(spent.altogether())),
        &format!("each: {}; PostgreSQL for all of them {:.1}", processor.join(", "), share(database(&spent))),
        "",
        Verdict::None,
    );
    start(bench).await
}

/// From the start of a process until `/readyz`, each once, the others up; looked at every 20 ms.
async fn start(bench: &mut Bench) -> Result<()> {
    let (mut slowest, mut each) = (0.0_f64, Vec::new());
    for house in HOUSES {
        bench.world.mesh.process(house)?.stop(Signal::SIGTERM, STOP).await?;
        let began = Instant::now();
        bench.world.mesh.restart(house).await?;
        let took = began.elapsed().as_secs_f64();
        slowest = slowest.max(took);
        each.push(format!("{house} {took:.2}"));
    }
    bench.table.row(
        "start of a service until ready, the slowest",
        &format!("{slowest:.2} s"),
        &format!("s each: {}", each.join(", ")),
        "≤ 0.3 s",
        Verdict::of(slowest <= 0.3),
    );
    Ok(())
}

fn share(spent: Duration) -> f64 {
    milliseconds(spent) / milliseconds(WATCH) * 100.0
}

fn database(spent: &usage::Spent) -> Duration {
    HOUSES.iter().map(|house| spent.by(&format!("postgres/{house}"))).sum::<Duration>() + spent.by("postgres")
}

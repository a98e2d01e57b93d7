//! Committed transitions of cases: a clerk forwards a draft, the department hands it back, and again.
//!
//! Each is a whole local command: locked, decided, written with its timeline entry, its fact and its answer, and
//! committed. Beside it, pgbench commits the same statements on the same rows (see `pgbench.rs`).

use std::time::Duration;

use anyhow::Result;
use channel::Channel;
use proto::workflow::v1::case_service_client::CaseServiceClient;
use proto::workflow::v1::{Case, ForwardCaseRequest, ReturnCaseRequest};

use super::Bench;
use super::desks::{request_id, school, some};
use super::drive::{Client, Run, keep_busy, milliseconds};
use super::pgbench;
use super::table::Verdict;
use super::usage::{Spent, Usage};

const CLIENTS: usize = 16;
/// Cases of each client: one after another, as cases come.
const CASES: usize = 4;
const WARM_UP: Duration = Duration::from_secs(2);
const TIME: Duration = Duration::from_secs(10);
/// Aim for the processor time of a transition at sixteen clients: a fifth of the best peer measured.
const AIM_MILLISECONDS: f64 = 0.43;

/// Moves its own cases to and fro.
struct Mover {
    clerk: CaseServiceClient<Channel>,
    department: CaseServiceClient<Channel>,
    cases: Vec<Case>,
    next: usize,
}

pub(super) async fn measure(bench: &mut Bench) -> Result<()> {
    let mut movers = Vec::new();
    for number in 0..CLIENTS {
        movers.push(mover(bench, number).await?);
    }
    let database = bench.directions.database("workflow")?;
    pgbench::prepare(&database).await?;
    keep_busy(&mut movers, WARM_UP).await?;

    let mut alone = movers.split_off(CLIENTS - 1);
    compare(bench, &mut alone, &database).await?;
    movers.append(&mut alone);
    compare(bench, &mut movers, &database).await
}

async fn compare(bench: &mut Bench, movers: &mut Vec<Mover>, database: &str) -> Result<()> {
    let clients = movers.len();
    let before = Usage::of(&mut bench.world)?;
    let run = keep_busy(movers, TIME).await?;
    let spent = Usage::of(&mut bench.world)?.since(&before);
    let (floor, floor_spent) = pgbench(bench, database, clients).await?;
    row(bench, clients, (&run, &spent), (floor, &floor_spent));
    Ok(())
}

async fn mover(bench: &mut Bench, number: usize) -> Result<Mover> {
    let mut cases = Vec::new();
    for _ in 0..CASES {
        let person = bench.recruits.next();
        cases.push(bench.desks.draft(number, &person).await?);
    }
    let connect = |id: &str| bench.directions.operator(id, "workflow").map(CaseServiceClient::new);
    let clerk = connect(&format!("{}-clerk", school(number)))?;
    Ok(Mover { clerk, department: connect("edu-clerk")?, cases, next: 0 })
}

async fn pgbench(bench: &mut Bench, database: &str, clients: usize) -> Result<(f64, Spent)> {
    let before = Usage::of(&mut bench.world)?;
    let running = pgbench::start(database, clients, TIME)?;
    // Its connections end with it, so their processes are looked at just before.
    tokio::time::sleep(TIME.saturating_sub(Duration::from_millis(300))).await;
    let spent = Usage::of(&mut bench.world)?.since(&before);
    Ok((pgbench::finish(running).await?, spent))
}

fn row(bench: &Bench, clients: usize, (run, spent): (&Run, &Spent), (floor, floor_spent): (f64, &Spent)) {
    let service = run.milliseconds_each(spent.by("workflow"));
    let database = run.milliseconds_each(spent.database("workflow"));
    let watched = (TIME.saturating_sub(Duration::from_millis(300))).as_secs_f64();
    let floor_each = milliseconds(floor_spent.database("workflow")) / (floor * watched);
    let (rate, each) = (run.rate(), service + database);
    let name = if clients == 1 { "1 client".to_owned() } else { format!("{clients} clients") };
    bench.table.row(
        &format!("committed transitions, {name}"),
        &format!(
            "{rate:.0}/s, p50 {:.2} ms, p99 {:.2} ms",
            milliseconds(run.within(50)),
            milliseconds(run.within(99))
        ),
        &format!("pgbench, the same statements, prepared: {floor:.0}/s"),
        if clients == 1 { "≥ 0.5 of pgbench's rate" } else { "" },
        if clients == 1 { Verdict::of(rate >= 0.5 * floor) } else { Verdict::None },
    );
    bench.table.row(
        &format!("processor time of a transition, {name}"),
        &format!("{each:.2} ms (service {service:.2}, PostgreSQL {database:.2})"),
        &format!("pgbench: PostgreSQL {floor_each:.2} ms"),
        if clients == 1 { "" } else { "≤ 0.43 ms" },
        if clients == 1 { Verdict::None } else { Verdict::of(each <= AIM_MILLISECONDS) },
    );
}

impl Client for Mover {
    async fn step(&mut self) -> Result<()> {
        let at = self.next / 2 % self.cases.len();
        let forwards = self.next.is_multiple_of(2);
        self.next += 1;
        let Some(case) = self.cases.get_mut(at) else { return Ok(()) };
        let (case_id, etag) = (case.id.clone(), case.etag.clone());
        *case = if forwards {
            let request = ForwardCaseRequest { request_id: request_id(), case_id, etag };
            some(self.clerk.forward_case(request).await?.into_inner().case)?
        } else {
            let defects = vec!["请补充岗位说明".to_owned()];
            let request = ReturnCaseRequest { request_id: request_id(), case_id, etag, defects };
            some(self.department.return_case(request).await?.into_inner().case)?
        };
        Ok(())
    }
}

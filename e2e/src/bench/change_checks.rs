//! CheckChange of an entry, beside a bare tonic echo of the same messages, both over mTLS.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use channel::Channel;
use devstack::folder;
use proto::registry::v1::CheckChangeRequest;
use proto::registry::v1::change_service_client::ChangeServiceClient;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::Bench;
use super::desks::form;
use super::drive::{Client, keep_busy};
use super::table::Verdict;
use super::usage::{Usage, processor_time};

const CLIENTS: usize = 16;
const WARM_UP: Duration = Duration::from_secs(1);
const TIME: Duration = Duration::from_secs(8);

/// Asks the same question again and again.
struct Asker {
    client: ChangeServiceClient<Channel>,
    question: CheckChangeRequest,
}

pub(super) async fn measure(bench: &mut Bench) -> Result<()> {
    let person = bench.recruits.next();
    let question = CheckChangeRequest { change: Some(form(0, &person)), case_id: String::new() };
    let ask = |channel| Asker { client: ChangeServiceClient::new(channel), question: question.clone() };

    let mut askers = (0..CLIENTS)
        .map(|_| bench.directions.operator("edu-clerk", "registry").map(ask))
        .collect::<Result<Vec<_>>>()?;
    keep_busy(&mut askers, WARM_UP).await?;
    let before = Usage::of(&mut bench.world)?;
    let run = keep_busy(&mut askers, TIME).await?;
    let spent = Usage::of(&mut bench.world)?.since(&before);

    let (mut echo, address) = start_echo(bench).await?;
    let who = bench.directions.operator_identity("edu-clerk");
    let mut askers = (0..CLIENTS)
        .map(|_| bench.directions.connect(&who, "registry", address).map(ask))
        .collect::<Result<Vec<_>>>()?;
    keep_busy(&mut askers, WARM_UP).await?;
    let process = echo.id().context("the echo runs")?;
    let before = processor_time(process)?;
    let bare = keep_busy(&mut askers, TIME).await?;
    let bare_each = bare.milliseconds_each(processor_time(process)?.saturating_sub(before));
    echo.kill().await?;

    let (each, database) =
        (run.milliseconds_each(spent.by("registry")), run.milliseconds_each(spent.database("registry")));
    bench.table.row(
        "CheckChange over mTLS, 16 clients: the service's processor time",
        &format!("{each:.3} ms ({:.1} × the echo), {:.0}/s", each / bare_each, run.rate()),
        &format!(
            "bare tonic echo of the same messages {bare_each:.3} ms, {:.0}/s; PostgreSQL {database:.3} ms",
            bare.rate()
        ),
        "≤ 2 × the echo",
        Verdict::of(each <= 2.0 * bare_each),
    );
    Ok(())
}

/// A process of its own, so that its processor time can be told from ours.
async fn start_echo(bench: &Bench) -> Result<(Child, SocketAddr)> {
    let files = bench.directions.service_files("registry");
    let mut echo = Command::new(folder::binaries()?.join("e2e"))
        .arg("echo")
        .arg("--roots")
        .arg(bench.directions.roots())
        .arg("--certificate")
        .arg(&files.certificate)
        .arg("--key")
        .arg(&files.key)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("start the echo")?;
    let output = echo.stdout.take().context("the echo's output")?;
    let Some(port) = BufReader::new(output).lines().next_line().await? else {
        bail!("the echo did not start")
    };
    Ok((echo, SocketAddr::from((Ipv4Addr::LOCALHOST, port.parse::<u16>()?))))
}

impl Client for Asker {
    async fn step(&mut self) -> Result<()> {
        let findings = self.client.check_change(self.question.clone()).await?.into_inner().findings;
        if !findings.is_empty() {
            bail!("something is wrong with the question: {findings:?}");
        }
        Ok(())
    }
}

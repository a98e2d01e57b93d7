//! `mesh probe`: whether a fact told by each service comes back to it, in the trace of this command.

use std::time::{Duration, Instant};

use channel::Channel;
use clap::Args;
use codes::Lang;
use prost_types::Timestamp;
use proto::probe::v1::probe_service_client::ProbeServiceClient;
use proto::probe::v1::{self as pb, GetProbeRequest, SendProbeRequest};
use serde::Serialize;
use tonic::Status;

use crate::answer::{Answer, Column, Section, Table, column, wide};
use crate::ask::{ask, required};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, refusal};

/// How often a service is asked whether its fact is back.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Sends a fact through each service.
#[derive(Debug, Args)]
pub struct Probe {
    /// Seconds to wait for the facts to come back (等待秒数).
    #[arg(long, value_name = "SECONDS", default_value_t = 15)]
    wait: u64,
}

/// What came of all probes.
#[derive(Serialize)]
struct Report {
    /// The trace of this command.
    trace_id: String,
    all_arrived: bool,
    /// Whether all that arrived did so in that trace.
    one_trace: bool,
    services: Vec<View>,
}

/// What came of one service's probe.
#[derive(Serialize)]
struct View {
    service: String,
    send_time: Option<String>,
    arrived: bool,
    arrive_time: Option<String>,
    /// From the telling to the taking in, by the service's own clock.
    milliseconds: Option<i64>,
    /// What the record on Kafka named.
    trace_id: String,
    problem: String,
    #[serde(skip)]
    shown: [String; 2],
}

/// A probe on its way, or why it is not.
struct Sent {
    service: String,
    way: Result<(ProbeServiceClient<Channel>, pb::Probe), Box<Failure>>,
}

const COLUMNS: [Column; 6] = [
    column("service", "服务", "service"),
    column("send_time", "发出", "sent"),
    column("arrive_time", "到达", "arrived"),
    column("milliseconds", "毫秒", "ms"),
    column("problem", "问题", "problem"),
    wide("trace_id", "跟踪号", "trace id"),
];

impl Probe {
    /// Ends with 7 unless all are back, with 1 if one came back in another trace.
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let mut under_way = Vec::new();
        for service in session.services() {
            under_way.push(send(session, service).await?);
        }
        let until = Instant::now() + Duration::from_secs(self.wait);
        let mut services = Vec::new();
        for sent in under_way {
            services.push(arrival(sent, until, session.lang).await?);
        }

        let trace_id = session.trace_id().unwrap_or_default().to_owned();
        let all_arrived = services.iter().all(|view| view.arrived);
        let one_trace = services.iter().filter(|view| view.arrived).all(|view| view.trace_id == trace_id);
        let exit = match (all_arrived, one_trace) {
            (true, true) => Exit::Ok,
            (_, false) => Exit::Failed,
            (false, true) => Exit::Unavailable,
        };
        let report = Report { trace_id, all_arrived, one_trace, services };
        Ok(Answer::of(&report)?.section(section(&report, session.lang)).ending(exit))
    }
}

/// Sends to one service. A service that is away is a row of the report; one that says no ends the command.
async fn send(session: &Session, service: &str) -> Result<Sent, Box<Failure>> {
    let client = ProbeServiceClient::new(session.channel(service)?);
    let request = SendProbeRequest { request_id: session.request_id() };
    let way = match ask!(client.clone(), send_probe, request) {
        Ok(answer) => Ok((client, required(answer.probe, "probe")?)),
        Err(status) => Err(away(&status)?),
    };
    Ok(Sent { service: service.to_owned(), way })
}

/// Waits for one probe to come back.
async fn arrival(sent: Sent, until: Instant, lang: Lang) -> Result<View, Box<Failure>> {
    let Sent { service, way } = sent;
    let (client, mut probe) = match way {
        Ok(way) => way,
        Err(failure) => return Ok(view(service, None, failure.sentence(lang).to_owned())),
    };
    let mut problem = not_back(lang);
    while probe.arrive_time.is_none() && Instant::now() < until {
        tokio::time::sleep(LOOK_AGAIN).await;
        let request = GetProbeRequest { probe_id: probe.id.clone() };
        match ask!(client.clone(), get_probe, request) {
            Ok(answer) => {
                probe = required(answer.probe, "probe")?;
                problem = not_back(lang);
            }
            Err(status) => away(&status)?.sentence(lang).clone_into(&mut problem),
        }
    }
    if probe.arrive_time.is_some() {
        problem.clear();
    }
    Ok(view(service, Some(&probe), problem))
}

/// The failure of a service that can't be reached; any other ends the command.
fn away(status: &Status) -> Result<Box<Failure>, Box<Failure>> {
    let failure = refusal::failure(status);
    if failure.exit == Exit::Unavailable { Ok(failure) } else { Err(failure) }
}

fn not_back(lang: Lang) -> String {
    match lang {
        Lang::Zh => "事实未在等待时间内返回",
        Lang::En => "the fact has not come back in time",
    }
    .to_owned()
}

fn view(service: String, probe: Option<&pb::Probe>, problem: String) -> View {
    let sent = probe.and_then(|probe| probe.send_time.as_ref());
    let arrived = probe.and_then(|probe| probe.arrive_time.as_ref());
    View {
        service,
        send_time: moment::rfc3339(sent),
        arrived: arrived.is_some(),
        arrive_time: moment::rfc3339(arrived),
        milliseconds: sent.zip(arrived).map(|(sent, arrived)| milliseconds(sent, arrived)),
        trace_id: probe.map(|probe| probe.arrive_trace_id.clone()).unwrap_or_default(),
        problem,
        shown: [moment::millisecond(sent), moment::millisecond(arrived)],
    }
}

fn milliseconds(from: &Timestamp, to: &Timestamp) -> i64 {
    (to.seconds - from.seconds) * 1000 + i64::from(to.nanos - from.nanos) / 1_000_000
}

fn section(report: &Report, lang: Lang) -> Section {
    let rows = report.services.iter().map(|view| {
        let [sent, arrived] = view.shown.clone();
        let milliseconds = view.milliseconds.map(|number| number.to_string()).unwrap_or_default();
        vec![view.service.clone(), sent, arrived, milliseconds, view.problem.clone(), view.trace_id.clone()]
    });
    let table = Table { columns: COLUMNS.to_vec(), rows: rows.collect() };
    Section { lines: vec![sentence(report, lang)], table }
}

fn sentence(report: &Report, lang: Lang) -> String {
    let Report { trace_id, all_arrived, one_trace, .. } = report;
    match (lang, all_arrived, one_trace) {
        (Lang::Zh, true, true) => format!("各服务的事实均已返回,同属一条跟踪 {trace_id}"),
        (Lang::En, true, true) => format!("the facts of all services are back, in one trace {trace_id}"),
        (Lang::Zh, false, true) => format!("有服务的事实尚未返回,跟踪号 {trace_id}"),
        (Lang::En, false, true) => format!("not all facts are back; trace id {trace_id}"),
        (Lang::Zh, _, false) => format!("有事实在别的跟踪中返回,应为 {trace_id};详见 -o wide"),
        (Lang::En, _, false) => format!("a fact came back in another trace than {trace_id}; see -o wide"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(service: &str, trace_id: &str) -> pb::Probe {
        pb::Probe {
            id: String::new(),
            service: service.to_owned(),
            send_time: Some(Timestamp { seconds: 10, nanos: 990_000_000 }),
            send_trace_id: String::new(),
            arrive_time: Some(Timestamp { seconds: 11, nanos: 14_000_000 }),
            arrive_trace_id: trace_id.to_owned(),
        }
    }

    #[test]
    fn the_time_on_the_way_runs_over_the_second() {
        let view = view("registry".to_owned(), Some(&back("registry", "4bf9")), String::new());

        assert_eq!((view.arrived, view.milliseconds), (true, Some(24)));
        assert_eq!(view.trace_id, "4bf9");
    }

    #[test]
    fn a_service_without_an_answer_has_not_arrived() {
        let view = view("registry".to_owned(), None, "away".to_owned());

        assert_eq!((view.arrived, view.milliseconds, view.send_time), (false, None, None));
    }
}

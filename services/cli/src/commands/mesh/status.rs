//! `mesh status`: whether each service answers, and how fast.

use std::time::Instant;

use serde::Serialize;
use tonic::Request;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::answer::{Answer, Column, column};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::refusal;
use crate::session::Session;

#[derive(Serialize)]
struct View {
    service: String,
    serving: bool,
    milliseconds: u128,
    problem: String,
}

const COLUMNS: [Column; 4] = [
    column("service", "服务", "service"),
    column("serving", "状态", "state"),
    column("milliseconds", "毫秒", "ms"),
    column("problem", "问题", "problem"),
];

/// Ends with 7 unless all serve.
pub(super) async fn run(session: &Session) -> Result<Answer, Box<Failure>> {
    let mut views = Vec::new();
    for service in session.services() {
        views.push(status(session, service).await?);
    }
    let rows = views.iter().map(|view| {
        let state = if view.serving { "SERVING" } else { "NOT_SERVING" };
        vec![view.service.clone(), state.to_owned(), view.milliseconds.to_string(), view.problem.clone()]
    });
    let rows = rows.collect();
    let all_serve = views.iter().all(|view| view.serving);
    let exit = if all_serve { Exit::Ok } else { Exit::Unavailable };
    Ok(Answer::of(&views)?.table(&COLUMNS, rows).ending(exit))
}

async fn status(session: &Session, service: &str) -> Result<View, Box<Failure>> {
    let mut client = HealthClient::new(session.channel(service)?);
    let started = Instant::now();
    let answer = client.check(Request::new(HealthCheckRequest { service: String::new() })).await;
    let milliseconds = started.elapsed().as_millis();
    let (serving, problem) = match answer {
        Ok(answer) => (answer.into_inner().status() == ServingStatus::Serving, String::new()),
        Err(status) => (false, refusal::failure(&status).sentence(session.lang).to_owned()),
    };
    Ok(View { service: service.to_owned(), serving, milliseconds, problem })
}

//! The end state of a batch, in words that are the same for every batch that ended the same.
//!
//! What differs from batch to batch by nature is replaced: case numbers by what the case is (`3 entry`),
//! numbers of papers by their type, ids and times are left out, persons are named by their place in the batch.
//! What remains is one line per fact of the outside world: a state, a step, a paper, a delivery with its
//! receipts, a message in an inbox, a partner's record, a seat. A line that occurs twice stands there twice.

use std::collections::BTreeMap;

use anyhow::Context;
use proto::bridge::v1::{Delivery, DeliveryState, ListDeliveriesRequest};
use proto::document::v1::{Document, ListDocumentsRequest};
use proto::google::r#type::Date;
use proto::notification::v1::{ListNotificationsRequest, Notification};
use proto::registry::v1::{GetBalanceRequest, ListPermitsRequest, Permit, SearchPersonsRequest};
use proto::workflow::v1::{Case, GetCaseRequest, ListTimelineEntriesRequest};
use serde_json::Value;

use super::ask::timed;
use super::clients::{Clients, OPERATORS};
use super::forms::{HOSPITAL, SCHOOL, Unit};
use super::walk::Walked;
use crate::people::Person;

const PAGE: i32 = 1000;
/// Days on which the seats are counted: before and after everybody has entered.
const DAYS: [Date; 2] = [Date { year: 2026, month: 8, day: 31 }, Date { year: 2026, month: 12, day: 31 }];

/// A place in a batch: who came there, by which cases.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) person: Person,
    pub(super) walked: Walked,
}

/// Everything that is not of one case, read once for all.
pub(super) struct World {
    pub(super) documents: Vec<Document>,
    pub(super) deliveries: Vec<Delivery>,
    inboxes: Vec<(&'static str, Vec<Notification>)>,
    permits: Vec<Permit>,
    /// Partner, and the rows of its store.
    pub(super) stores: Vec<(String, Vec<Value>)>,
}

/// Figures of the buckets on the days that count: `approved occupied reserved withheld`.
pub(super) type Seats = BTreeMap<String, [i32; 4]>;

impl World {
    pub(super) async fn read(clients: &Clients, stores: Vec<(String, Vec<Value>)>) -> anyhow::Result<Self> {
        let mut permits = Vec::new();
        for unit in [SCHOOL, HOSPITAL] {
            permits.extend(permits_of(clients, unit).await?);
        }
        let mut inboxes = Vec::new();
        for operator in OPERATORS {
            inboxes.push((operator, inbox(clients, operator).await?));
        }
        Ok(Self {
            documents: documents(clients).await?,
            deliveries: deliveries(clients).await?,
            inboxes,
            permits,
            stores,
        })
    }

    /// The end state of one place, a line for everything that is so.
    pub(super) async fn lines(
        &self,
        clients: &Clients,
        at: usize,
        place: &Place,
    ) -> anyhow::Result<Vec<String>> {
        let mut lines = Vec::new();
        for (what, id) in &place.walked {
            let request = timed(GetCaseRequest { id: id.clone() });
            let case = clients.cases("so-approve").get_case(request).await?.into_inner().case;
            let case = case.context("an answer without its case")?;
            let mut found = case_lines(&case);
            found.extend(timeline(clients, id).await?);
            found.extend(self.papers(&case));
            found.extend(self.told(&case));
            found.extend(self.permits.iter().filter(|permit| permit.case_id == *id).map(permit_line));
            lines.extend(found.into_iter().map(|line| format!("{at} {what}: {line}")));
        }
        if let Some(entry) = place.walked.get("entry") {
            lines.extend(
                person(clients, place, entry, self).await?.into_iter().map(|line| format!("{at} {line}")),
            );
        }
        Ok(lines)
    }

    /// The papers of a case, and whether everybody names the same numbers.
    fn papers(&self, case: &Case) -> Vec<String> {
        let mut lines = Vec::new();
        for paper in &case.papers {
            let archived = self.documents.iter().filter(|document| document.doc_no == paper.doc_no);
            let archived = archived.filter(|document| document.id == paper.document_id).count();
            lines.push(format!("has a number of type {} that document gave {archived} times", paper.r#type));
        }
        for document in self.documents.iter().filter(|document| document.case_id == case.id) {
            let state = document.state().as_str_name();
            let known = case.papers.iter().any(|paper| paper.document_id == document.id);
            lines.push(format!(
                "has a {} {state}, rendered: {}, known to the case: {known}",
                document.r#type().as_str_name(),
                document.rendered
            ));
        }
        lines
    }

    /// Whom bridge and notification told about a case, and what the partners made of it.
    fn told(&self, case: &Case) -> Vec<String> {
        let mut lines = Vec::new();
        for delivery in self.deliveries.iter().filter(|delivery| delivery.case_id == case.id) {
            lines.push(format!(
                "delivery of {} to {}: {} with receipts {:?}",
                delivery.r#type,
                delivery.partner_id,
                delivery.state().as_str_name(),
                delivery.receipts
            ));
        }
        for (operator, messages) in &self.inboxes {
            for message in messages.iter().filter(|message| message.case_id == case.id) {
                lines.push(format!("{operator} is told {}", message.kind));
            }
        }
        for (partner, rows) in &self.stores {
            for row in rows.iter().filter(|row| row["data"]["caseId"] == case.id.as_str()) {
                let numbers = ["permitNo", "entryNo", "fundingNo", "letterNo"].map(|field| {
                    let number = row["data"][field].as_str().unwrap_or_default();
                    let paper = case.papers.iter().find(|paper| paper.doc_no == number);
                    paper.map_or("-", |paper| paper.r#type.as_str())
                });
                lines.push(format!("{partner} has applied it with the numbers of {}", numbers.join(" ")));
            }
        }
        lines
    }

    /// Whether everything that goes on by itself after a case is done has been done.
    pub(super) fn is_at_rest(&self, places: &[Place]) -> bool {
        let ids: Vec<&String> = places.iter().flat_map(|place| place.walked.values()).collect();
        let applied = |delivery: &Delivery| delivery.state() == DeliveryState::Applied;
        let expected: usize = places.iter().map(|place| expected_deliveries(&place.walked)).sum();
        let deliveries = self.deliveries.iter().filter(|delivery| ids.contains(&&delivery.case_id));
        let mut documents = self.documents.iter().filter(|document| ids.contains(&&document.case_id));
        deliveries.filter(|delivery| applied(delivery)).count() >= expected
            && documents.all(|document| document.rendered)
    }
}

/// What the definitions promise: a grant goes to organization and HR, an entry to all four.
fn expected_deliveries(walked: &Walked) -> usize {
    walked
        .keys()
        .map(|what| match *what {
            "grant" | "returned" => 2,
            "entry" => 4,
            _ => 0,
        })
        .sum()
}

/// The seats of both units on the days that count.
pub(super) async fn seats(clients: &Clients) -> anyhow::Result<Seats> {
    let mut seats = Seats::new();
    for unit in [SCHOOL, HOSPITAL] {
        for day in DAYS {
            let request =
                GetBalanceRequest { bucket: Some(unit.bucket()), as_of: Some(day), known_time: None };
            let answer = clients.quota("so-approve").get_balance(timed(request)).await?.into_inner();
            let balance = answer.balance.context("an answer without its balance")?;
            let figures = [balance.approved, balance.occupied, balance.reserved, balance.withheld];
            seats.insert(format!("{} on 2026-{:02}-{:02}", unit.id, day.month, day.day), figures);
        }
    }
    Ok(seats)
}

fn case_lines(case: &Case) -> Vec<String> {
    let mut lines = vec![format!(
        "is {} of version {} with {}, changed: {}",
        case.state().as_str_name(),
        case.version,
        case.holder().as_str_name(),
        !case.change_id.is_empty()
    )];
    for opinion in &case.opinions {
        let seen = opinion.seen_hash == case.form_hash;
        lines.push(format!("{} says {} to this form: {seen}", opinion.department, opinion.verdict));
    }
    // Not its findings: those that do not block depend on what else is in flight (DUPLICATE_APPROVAL).
    lines
}

/// The steps in their order, each linked to the one before.
async fn timeline(clients: &Clients, case_id: &str) -> anyhow::Result<Vec<String>> {
    let request = ListTimelineEntriesRequest {
        case_id: case_id.to_owned(),
        page_size: PAGE,
        page_token: String::new(),
    };
    let mut client = clients.cases("so-approve");
    let entries = client.list_timeline_entries(timed(request)).await?.into_inner().entries;
    let mut lines = Vec::new();
    let mut previous = String::new();
    for (at, entry) in entries.iter().enumerate() {
        let actor = entry.actor.as_ref().map_or("", |actor| &actor.operator_id);
        let linked = at == 0 || entry.previous_hash == previous;
        let state = entry.state().as_str_name();
        lines.push(format!("step {at:02} {} to {state} by {actor}, linked: {linked}", entry.step));
        previous.clone_from(&entry.hash);
    }
    Ok(lines)
}

fn permit_line(permit: &Permit) -> String {
    let Permit { quantity, used, pins, .. } = permit;
    format!("permit of {quantity}, used {used}, pinned by {pins}, {}", permit.state().as_str_name())
}

/// The person of a place in the registry.
async fn person(clients: &Clients, place: &Place, entry: &str, world: &World) -> anyhow::Result<Vec<String>> {
    let request = SearchPersonsRequest {
        id_number: place.person.id_number.clone(),
        purpose: "核对上编结果".to_owned(),
        ..SearchPersonsRequest::default()
    };
    let found = clients.persons("so-review").search_persons(timed(request)).await?.into_inner().persons;
    let occupancies = found.iter().flat_map(|person| &person.occupancies);
    let lines = occupancies.map(|occupancy| {
        let of_this_case = occupancy.entry_case_id == entry;
        let paper = world.documents.iter().find(|document| document.doc_no == occupancy.entry_doc_no);
        let numbered = paper.is_some_and(|document| document.case_id == entry);
        let from = occupancy.from_date.map(|day| (day.year, day.month, day.day));
        format!("sits from {from:?}, by its case: {of_this_case}, with its number: {numbered}")
    });
    Ok([format!("is {} persons", found.len())].into_iter().chain(lines).collect())
}

async fn documents(clients: &Clients) -> anyhow::Result<Vec<Document>> {
    let mut all = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListDocumentsRequest { page_size: PAGE, page_token, case_id: String::new() };
        let page = clients.documents("so-approve").list_documents(timed(request)).await?.into_inner();
        all.extend(page.documents);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(all);
        }
    }
}

async fn deliveries(clients: &Clients) -> anyhow::Result<Vec<Delivery>> {
    let mut all = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListDeliveriesRequest { page_size: PAGE, page_token, ..Default::default() };
        let page = clients.deliveries("so-approve").list_deliveries(timed(request)).await?.into_inner();
        all.extend(page.deliveries);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(all);
        }
    }
}

async fn inbox(clients: &Clients, operator: &'static str) -> anyhow::Result<Vec<Notification>> {
    let mut all = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListNotificationsRequest { page_size: PAGE, page_token, ..Default::default() };
        let page = clients.notifications(operator).list_notifications(timed(request)).await?.into_inner();
        all.extend(page.notifications);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(all);
        }
    }
}

async fn permits_of(clients: &Clients, unit: Unit) -> anyhow::Result<Vec<Permit>> {
    let mut all = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListPermitsRequest { page_size: PAGE, page_token, institution_id: unit.id.to_owned() };
        let page = clients.quota("so-approve").list_permits(timed(request)).await?.into_inner();
        all.extend(page.permits);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(all);
        }
    }
}

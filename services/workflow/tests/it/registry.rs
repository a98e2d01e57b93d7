//! A fake registry: it remembers what it was asked and answers what the test says.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use proto::google::r#type::Date;
use proto::registry::v1 as pb;
use proto::registry::v1::change_service_server::{ChangeService, ChangeServiceServer};
use proto::registry::v1::quota_service_server::{QuotaService, QuotaServiceServer};
use proto::r#type::v1 as type_pb;
use tokio::sync::Notify;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Handle to the fake, shared with its server.
#[derive(Clone, Default)]
pub struct Registry(pub Arc<State>);

#[derive(Default)]
pub struct State {
    pub holds: Mutex<Vec<pb::HoldSeatsRequest>>,
    pub pins: Mutex<Vec<pb::PinPermitRequest>>,
    pub given_back: Mutex<Vec<pb::GiveBackRequest>>,
    pub applied: Mutex<Vec<pb::ApplyChangeRequest>>,
    pub recorded: Mutex<Vec<pb::RecordDocumentsRequest>>,
    /// Findings of the next hold or pin: a blocking one refuses.
    pub findings: Mutex<Vec<type_pb::Finding>>,
    /// Findings with which the next change is refused.
    pub refuses_change: Mutex<Vec<type_pb::Finding>>,
    /// While set, ApplyChange does its work and never answers: its caller dies waiting.
    pub is_mute: Mutex<bool>,
    answers: Mutex<HashMap<String, pb::ApplyChangeResponse>>,
    never: Notify,
}

pub fn blocking(code: &str, figures: &[(&str, &str)]) -> type_pb::Finding {
    let figures = figures.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    type_pb::Finding {
        code: code.into(),
        severity: type_pb::Severity::Block.into(),
        zh: "空编不足".into(),
        en: "not enough seats".into(),
        basis: "国务院令第486号第六条".into(),
        figures: figures.collect(),
    }
}

impl Registry {
    pub fn offer(&self, server: service::Server) -> service::Server {
        server.offer(QuotaServiceServer::new(self.clone())).offer(ChangeServiceServer::new(self.clone()))
    }

    fn taking(&self) -> Result<Vec<type_pb::Finding>, pb::Refusal> {
        let findings = std::mem::take(&mut *self.0.findings.lock().unwrap());
        let block = i32::from(type_pb::Severity::Block);
        if findings.iter().any(|finding| finding.severity == block) {
            return Err(pb::Refusal { findings });
        }
        Ok(findings)
    }

    fn decide(&self, request: &pb::ApplyChangeRequest) -> pb::ApplyChangeResponse {
        use pb::apply_change_response::Outcome;
        let findings = std::mem::take(&mut *self.0.refuses_change.lock().unwrap());
        let outcome = if findings.is_empty() {
            Outcome::Applied(applied(request))
        } else {
            Outcome::Refused(pb::Refusal { findings })
        };
        pb::ApplyChangeResponse { outcome: Some(outcome) }
    }
}

fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

fn balance(as_of: Option<Date>, occupied: i32, reserved: i32) -> Option<pb::Balance> {
    let available = 120 - occupied - reserved;
    Some(pb::Balance { as_of, approved: 120, occupied, reserved, available, ..pb::Balance::default() })
}

/// The figures of G1.
fn applied(request: &pb::ApplyChangeRequest) -> pb::AppliedChange {
    let is_entry =
        matches!(request.change.as_ref().unwrap().change, Some(type_pb::proposed_change::Change::Entry(_)));
    let decided = request.decided_date;
    let (before, after) = if is_entry {
        (balance(decided, 117, 2), balance(day(2026, 9, 1), 118, 1))
    } else {
        (balance(decided, 117, 0), balance(decided, 117, 2))
    };
    pb::AppliedChange {
        change_id: Uuid::now_v7().to_string(),
        institution: Some(pb::Institution {
            id: "sch".into(),
            name: "荆门市第一实验中学".into(),
            uscc: "12420800JM00000339".into(),
            supervisor_name: "市教育局".into(),
            divisions: vec![pb::Division {
                id: "sch-d1".into(), name: "语文组".into(), rank: String::new()
            }],
            ..pb::Institution::default()
        }),
        balance_before: before,
        balance_after: after,
        permit: Some(pb::Permit {
            id: Uuid::now_v7().to_string(),
            doc_no: if is_entry { "荆编用〔2026〕12号".into() } else { String::new() },
            valid_from: day(2026, 3, 10),
            valid_to: day(2027, 3, 10),
            ..pb::Permit::default()
        }),
        effective_date: if is_entry { day(2026, 9, 1) } else { None },
        ..pb::AppliedChange::default()
    }
}

#[tonic::async_trait]
impl QuotaService for Registry {
    async fn hold_seats(
        &self,
        request: Request<pb::HoldSeatsRequest>,
    ) -> Result<Response<pb::HoldSeatsResponse>, Status> {
        use pb::hold_seats_response::Outcome;
        self.0.holds.lock().unwrap().push(request.into_inner());
        let outcome = match self.taking() {
            Ok(findings) => Outcome::Held(pb::Held { balance: None, findings }),
            Err(refusal) => Outcome::Refused(refusal),
        };
        Ok(Response::new(pb::HoldSeatsResponse { outcome: Some(outcome) }))
    }

    async fn pin_permit(
        &self,
        request: Request<pb::PinPermitRequest>,
    ) -> Result<Response<pb::PinPermitResponse>, Status> {
        use pb::pin_permit_response::Outcome;
        self.0.pins.lock().unwrap().push(request.into_inner());
        let outcome = match self.taking() {
            Ok(findings) => Outcome::Pinned(pb::Pinned { permit: None, findings }),
            Err(refusal) => Outcome::Refused(refusal),
        };
        Ok(Response::new(pb::PinPermitResponse { outcome: Some(outcome) }))
    }

    async fn give_back(
        &self,
        request: Request<pb::GiveBackRequest>,
    ) -> Result<Response<pb::GiveBackResponse>, Status> {
        self.0.given_back.lock().unwrap().push(request.into_inner());
        Ok(Response::new(pb::GiveBackResponse::default()))
    }

    async fn get_balance(
        &self,
        _: Request<pb::GetBalanceRequest>,
    ) -> Result<Response<pb::GetBalanceResponse>, Status> {
        Err(Status::unimplemented("not asked by workflow"))
    }

    async fn get_permit(
        &self,
        _: Request<pb::GetPermitRequest>,
    ) -> Result<Response<pb::GetPermitResponse>, Status> {
        Err(Status::unimplemented("not asked by workflow"))
    }

    async fn list_permits(
        &self,
        _: Request<pb::ListPermitsRequest>,
    ) -> Result<Response<pb::ListPermitsResponse>, Status> {
        Err(Status::unimplemented("not asked by workflow"))
    }
}

#[tonic::async_trait]
impl ChangeService for Registry {
    async fn check_change(
        &self,
        _: Request<pb::CheckChangeRequest>,
    ) -> Result<Response<pb::CheckChangeResponse>, Status> {
        Err(Status::unimplemented("not asked by workflow"))
    }

    async fn apply_change(
        &self,
        request: Request<pb::ApplyChangeRequest>,
    ) -> Result<Response<pb::ApplyChangeResponse>, Status> {
        let request = request.into_inner();
        let answer = {
            let mut answers = self.0.answers.lock().unwrap();
            answers.entry(request.request_id.clone()).or_insert_with(|| self.decide(&request)).clone()
        };
        self.0.applied.lock().unwrap().push(request);
        if *self.0.is_mute.lock().unwrap() {
            self.0.never.notified().await;
        }
        Ok(Response::new(answer))
    }

    async fn record_documents(
        &self,
        request: Request<pb::RecordDocumentsRequest>,
    ) -> Result<Response<pb::RecordDocumentsResponse>, Status> {
        let request = request.into_inner();
        let change_id = request.change_id.clone();
        self.0.recorded.lock().unwrap().push(request);
        Ok(Response::new(pb::RecordDocumentsResponse { change_id }))
    }
}

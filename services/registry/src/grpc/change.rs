//! `ChangeService`: checks, changes in force, the numbers of their papers.

use proto::registry::v1 as pb;
use proto::registry::v1::change_service_server::ChangeService;
use service::rpc;
use time::Date;
use tonic::{Request, Response, Status};

use super::convert::reading::Reading;
use super::convert::{answer, proposed};
use super::quota::asked;
use super::refused::Refused;
use super::{Grpc, caller};
use crate::app::{ApplyChange, CheckChange, Numbers, RecordDocuments};
use crate::domain::ids::{CaseId, ChangeId};

#[tonic::async_trait]
impl ChangeService for Grpc {
    async fn check_change(
        &self,
        request: Request<pb::CheckChangeRequest>,
    ) -> Result<Response<pb::CheckChangeResponse>, Status> {
        let scope = caller::scope(&rpc::caller(&request)?);
        let message = request.into_inner();
        let mut reading = Reading::default();
        let change = proposed::change(&mut reading, message.change);
        let case_id = Some(message.case_id).filter(|id| !id.is_empty()).map(CaseId::new);
        let command = change.map(|change| CheckChange { change, case_id, scope });
        let command = reading.finish(command).map_err(|error| rpc::status(&error))?;
        let findings = self.0.check_change(command).await.map_err(|error| rpc::status(&error))?;
        let findings = findings.iter().map(Into::into).collect();
        Ok(Response::new(pb::CheckChangeResponse { findings }))
    }

    async fn apply_change(
        &self,
        request: Request<pb::ApplyChangeRequest>,
    ) -> Result<Response<pb::ApplyChangeResponse>, Status> {
        let (asked, message) = asked("ApplyChange", request, |message| &message.request_id)?;
        let today = self.0.today();
        let command = apply_change(message, today).map_err(|error| rpc::status(&error))?;
        let outcome = self.0.apply_change(&asked, command).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(answer::applied(outcome, today)))
    }

    async fn record_documents(
        &self,
        request: Request<pb::RecordDocumentsRequest>,
    ) -> Result<Response<pb::RecordDocumentsResponse>, Status> {
        let (asked, message) = asked("RecordDocuments", request, |message| &message.request_id)?;
        let command = record_documents(message).map_err(|error| rpc::status(&error))?;
        let id = self.0.record_documents(&asked, command).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::RecordDocumentsResponse { change_id: id.to_string() }))
    }
}

fn apply_change(message: pb::ApplyChangeRequest, today: Date) -> Result<ApplyChange, Refused> {
    let mut reading = Reading::default();
    let case_id = reading.case(message.case_id);
    let case_version = reading.version(message.case_version);
    let change = proposed::change(&mut reading, message.change);
    let actor = reading.actor(message.actor);
    let basis = reading.text("basis", message.basis, 2000);
    let decided_on = reading.date("decided_date", message.decided_date);
    if decided_on.is_some_and(|decided_on| decided_on > today) {
        reading.wrong("decided_date", "不得晚于今日", "must not lie after today");
    }
    let command = || {
        Some(ApplyChange {
            case_id: case_id?,
            case_version: case_version?,
            change: change?,
            actor: actor?,
            basis: basis?,
            decided_on: decided_on?,
        })
    };
    let command = command();
    reading.finish(command)
}

fn record_documents(message: pb::RecordDocumentsRequest) -> Result<RecordDocuments, Refused> {
    let mut reading = Reading::default();
    let change_id = reading.uuid("change_id", &message.change_id).map(ChangeId::from_uuid);
    let slip_no = reading.text("slip_no", message.slip_no, 100);
    let letter_no = reading.text("letter_no", message.letter_no, 100);
    let funding_no = Some(message.funding_no).filter(|number| !number.is_empty());
    let command = || {
        let numbers = Numbers { slip_no: slip_no?, letter_no: letter_no?, funding_no };
        Some(RecordDocuments { change_id: change_id?, numbers })
    };
    let command = command();
    reading.finish(command)
}

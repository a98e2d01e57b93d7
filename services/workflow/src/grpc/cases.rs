//! `CaseService`.

use kernel::error::Violation;
use proto::workflow::v1 as pb;
use proto::workflow::v1::case_service_server::CaseService;
use service::rpc;
use tonic::{Request, Response, Status};

use super::{Grpc, asked, convert};
use crate::app::{Answer, ApproveCase, Call, CreateCase, Error, LeaveCase, ListCases, Target};
use crate::contract;
use crate::domain::Exit;

/// Longest remark, basis or reason, characters.
const LONGEST: usize = 2000;

type Answered<T> = Result<Response<T>, Status>;

impl Grpc {
    /// The answer's case as the caller sees it.
    async fn render(&self, call: &Call, answer: Result<Answer, Error>) -> Result<pb::Case, Status> {
        let answer = answer.map_err(|error| rpc::status(&error))?;
        let view = self.0.view(&call.caller, answer.snapshot).await.map_err(|error| rpc::status(&error))?;
        Ok(convert::case(&view))
    }

    async fn leave(&self, call: Call, target: Target, exit: Exit) -> Result<pb::Case, Status> {
        let answer = self.0.leave_case(call.clone(), LeaveCase { target, exit }).await;
        self.render(&call, answer).await
    }
}

#[tonic::async_trait]
impl CaseService for Grpc {
    async fn create_case(&self, request: Request<pb::CreateCaseRequest>) -> Answered<pb::CreateCaseResponse> {
        let (call, message) = asked::of("CreateCase", request, |message| &message.request_id)?;
        let form = contract::read_form(message.form).map_err(invalid)?;
        let sub_type = asked::text("sub_type", &message.sub_type, 0, 40).map_err(refused)?;
        let command = CreateCase { item: message.item, sub_type, form };
        let answer = self.0.create_case(call.clone(), command).await;
        let case = Some(self.render(&call, answer).await?);
        Ok(Response::new(pb::CreateCaseResponse { case }))
    }

    async fn update_case(&self, request: Request<pb::UpdateCaseRequest>) -> Answered<pb::UpdateCaseResponse> {
        let (call, message) = asked::of("UpdateCase", request, |message| &message.request_id)?;
        let mask = message.update_mask.unwrap_or_default().paths;
        if mask != ["form"] {
            let (zh, en) = ("只能修改form", "must be `form`, the only field that can be changed");
            return Err(invalid(vec![Violation::new("update_mask", zh, en)]));
        }
        let case = message.case.unwrap_or_default();
        let form = contract::read_form(case.form).map_err(invalid)?;
        let target = target(case.id, case.etag)?;
        let answer = self.0.update_case(call.clone(), target, form).await;
        let case = Some(self.render(&call, answer).await?);
        Ok(Response::new(pb::UpdateCaseResponse { case }))
    }

    async fn forward_case(
        &self,
        request: Request<pb::ForwardCaseRequest>,
    ) -> Answered<pb::ForwardCaseResponse> {
        let (call, message) = asked::of("ForwardCase", request, |message| &message.request_id)?;
        let target = target(message.case_id, message.etag)?;
        let answer = self.0.forward_case(call.clone(), target).await;
        let case = Some(self.render(&call, answer).await?);
        Ok(Response::new(pb::ForwardCaseResponse { case }))
    }

    async fn submit_case(&self, request: Request<pb::SubmitCaseRequest>) -> Answered<pb::SubmitCaseResponse> {
        let (call, message) = asked::of("SubmitCase", request, |message| &message.request_id)?;
        let target = target(message.case_id, message.etag)?;
        let answer = self.0.submit_case(call.clone(), target).await;
        let case = Some(self.render(&call, answer).await?);
        Ok(Response::new(pb::SubmitCaseResponse { case }))
    }

    async fn accept_case(&self, request: Request<pb::AcceptCaseRequest>) -> Answered<pb::AcceptCaseResponse> {
        let (call, message) = asked::of("AcceptCase", request, |message| &message.request_id)?;
        let remark = asked::text("remark", &message.remark, 0, LONGEST).map_err(refused)?;
        let target = target(message.case_id, message.etag)?;
        let answer = self.0.accept_case(call.clone(), target, remark).await;
        let case = Some(self.render(&call, answer).await?);
        Ok(Response::new(pb::AcceptCaseResponse { case }))
    }

    async fn review_case(&self, request: Request<pb::ReviewCaseRequest>) -> Answered<pb::ReviewCaseResponse> {
        let (call, message) = asked::of("ReviewCase", request, |message| &message.request_id)?;
        let basis = asked::text("basis", &message.basis, 0, LONGEST).map_err(refused)?;
        let target = target(message.case_id, message.etag)?;
        let answer = self.0.review_case(call.clone(), target, basis).await;
        let case = Some(self.render(&call, answer).await?);
        Ok(Response::new(pb::ReviewCaseResponse { case }))
    }

    async fn approve_case(
        &self,
        request: Request<pb::ApproveCaseRequest>,
    ) -> Answered<pb::ApproveCaseResponse> {
        let (call, message) = asked::of("ApproveCase", request, |message| &message.request_id)?;
        let basis = asked::text("basis", &message.basis, 2, LONGEST).map_err(refused)?;
        let target = target(message.case_id, message.etag)?;
        let answer = self.0.approve_case(call.clone(), ApproveCase { target, basis }).await;
        let outcome = answer.as_ref().ok().and_then(|answer| answer.outcome);
        let case = Some(self.render(&call, answer).await?);
        Ok(Response::new(pb::ApproveCaseResponse { case, outcome: convert::outcome(outcome).into() }))
    }

    async fn return_case(&self, request: Request<pb::ReturnCaseRequest>) -> Answered<pb::ReturnCaseResponse> {
        let (call, message) = asked::of("ReturnCase", request, |message| &message.request_id)?;
        let defects = defects(&message.defects).map_err(refused)?;
        let target = target(message.case_id, message.etag)?;
        let case = Some(self.leave(call, target, Exit::Return { defects }).await?);
        Ok(Response::new(pb::ReturnCaseResponse { case }))
    }

    async fn refuse_case(&self, request: Request<pb::RefuseCaseRequest>) -> Answered<pb::RefuseCaseResponse> {
        let (call, message) = asked::of("RefuseCase", request, |message| &message.request_id)?;
        let reason = asked::text("reason", &message.reason, 2, LONGEST).map_err(refused)?;
        let target = target(message.case_id, message.etag)?;
        let case = Some(self.leave(call, target, Exit::Refuse { reason }).await?);
        Ok(Response::new(pb::RefuseCaseResponse { case }))
    }

    async fn withdraw_case(
        &self,
        request: Request<pb::WithdrawCaseRequest>,
    ) -> Answered<pb::WithdrawCaseResponse> {
        let (call, message) = asked::of("WithdrawCase", request, |message| &message.request_id)?;
        let reason = asked::text("reason", &message.reason, 2, LONGEST).map_err(refused)?;
        let target = target(message.case_id, message.etag)?;
        let case = Some(self.leave(call, target, Exit::Withdraw { reason }).await?);
        Ok(Response::new(pb::WithdrawCaseResponse { case }))
    }

    async fn get_case(&self, request: Request<pb::GetCaseRequest>) -> Answered<pb::GetCaseResponse> {
        let caller = rpc::caller(&request)?;
        let view = self.0.get_case(&caller, &request.get_ref().id).await.map_err(refused)?;
        Ok(Response::new(pb::GetCaseResponse { case: Some(convert::case(&view)) }))
    }

    async fn list_cases(&self, request: Request<pb::ListCasesRequest>) -> Answered<pb::ListCasesResponse> {
        let caller = rpc::caller(&request)?;
        let message = request.into_inner();
        let filters = [&message.state.to_string(), &message.item, &message.mine.to_string()];
        let list = rpc::List::new("ListCases", &caller.id, &filters.map(String::as_str));
        let (page, before) = list.page(message.page_size, &message.page_token)?;
        let command = ListCases {
            state: convert::state_code(message.state()),
            item: Some(message.item).filter(|item| !item.is_empty()),
            mine: message.mine,
            before,
            limit: page.limit(),
        };
        let cases = self.0.list_cases(&caller, command).await.map_err(refused)?;
        let (cases, next_page_token) = page.cut(cases, |last| {
            let case = &last.snapshot.case;
            (case.created_at, case.id.to_string())
        });
        let cases = cases.iter().map(convert::listed).collect();
        Ok(Response::new(pb::ListCasesResponse { cases, next_page_token }))
    }

    async fn list_timeline_entries(
        &self,
        request: Request<pb::ListTimelineEntriesRequest>,
    ) -> Answered<pb::ListTimelineEntriesResponse> {
        let caller = rpc::caller(&request)?;
        let message = request.into_inner();
        let list = rpc::List::new("ListTimelineEntries", &caller.id, &[&message.case_id]);
        let (page, after) = list.page(message.page_size, &message.page_token)?;
        let after = after.unwrap_or_default();
        let entries = self.0.timeline(&caller, &message.case_id, after, page.limit()).await;
        let (entries, next_page_token) = page.cut(entries.map_err(refused)?, |last| last.sequence);
        let entries = entries.iter().map(convert::timeline_entry).collect();
        Ok(Response::new(pb::ListTimelineEntriesResponse { entries, next_page_token }))
    }
}

fn refused(error: Error) -> Status {
    rpc::status(&error)
}

fn invalid(violations: Vec<Violation>) -> Status {
    rpc::status(&Error::Invalid(violations))
}

fn target(case_id: String, etag: String) -> Result<Target, Status> {
    if etag.is_empty() {
        let (zh, en) = ("请提供所见版本的etag", "must be the etag of the case as you saw it");
        return Err(invalid(vec![Violation::new("etag", zh, en)]));
    }
    Ok(Target { case_id, etag })
}

/// All defects at once, 1 to 50 sentences.
fn defects(sent: &[String]) -> Result<Vec<String>, Error> {
    if !(1..=50).contains(&sent.len()) {
        let (zh, en) = ("请一次性列明1至50项补正要求", "must be 1 to 50 sentences, all defects at once");
        return Err(Error::Invalid(vec![Violation::new("defects", zh, en)]));
    }
    sent.iter().enumerate().map(|(at, text)| asked::text(&format!("defects[{at}]"), text, 2, 500)).collect()
}

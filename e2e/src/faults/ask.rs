//! Requests as clients make them: kept whole, so that each can be made again.

use std::time::Duration;

use proto::bridge::v1::{GiveOpinionRequest, Review};
use proto::workflow::v1::{
    AcceptCaseRequest, ApprovalOutcome, ApproveCaseRequest, Case, CreateCaseRequest, ForwardCaseRequest,
    Material, ReturnCaseRequest, ReviewCaseRequest, SubmitCaseRequest, UploadHeader, UploadMaterialRequest,
    WithdrawCaseRequest, upload_material_request::Part,
};
use tonic::{Request, Status};

use super::clients::Clients;

/// How long a client waits for one answer. A mesh that was just killed lets it wait in vain.
const DEADLINE: Duration = Duration::from_secs(3);

/// A request with its id.
#[derive(Debug, Clone)]
pub(super) enum Ask {
    Create(Box<CreateCaseRequest>),
    Enclose(UploadHeader, Vec<u8>),
    Forward(ForwardCaseRequest),
    Submit(SubmitCaseRequest),
    Accept(AcceptCaseRequest),
    Review(ReviewCaseRequest),
    Approve(ApproveCaseRequest),
    Return(ReturnCaseRequest),
    Withdraw(WithdrawCaseRequest),
    Opine(GiveOpinionRequest),
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    /// The case, and how far an approval came.
    Case(Box<Case>, ApprovalOutcome),
    Material(Option<Material>),
    Review(Option<Box<Review>>),
}

impl Answer {
    fn of_case(case: Option<Case>, outcome: ApprovalOutcome) -> Result<Self, Status> {
        let case = case.ok_or_else(|| Status::data_loss("an answer without its case"))?;
        Ok(Self::Case(Box::new(case), outcome))
    }
}

/// A request with a deadline.
pub(super) fn timed<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(DEADLINE);
    request
}

impl Ask {
    /// The method, for a complaint.
    pub(super) fn method(&self) -> &'static str {
        match self {
            Self::Create(_) => "CreateCase",
            Self::Enclose(..) => "UploadMaterial",
            Self::Forward(_) => "ForwardCase",
            Self::Submit(_) => "SubmitCase",
            Self::Accept(_) => "AcceptCase",
            Self::Review(_) => "ReviewCase",
            Self::Approve(_) => "ApproveCase",
            Self::Return(_) => "ReturnCase",
            Self::Withdraw(_) => "WithdrawCase",
            Self::Opine(_) => "GiveOpinion",
        }
    }

    /// Makes the request once, as this operator.
    pub(super) async fn send(&self, clients: &Clients, operator: &str) -> Result<Answer, Status> {
        let mut cases = clients.cases(operator);
        // The same words for every method; only the types differ.
        macro_rules! of_case {
            ($request:expr, $method:ident) => {{
                let answer = cases.$method(timed($request.clone())).await?.into_inner();
                Answer::of_case(answer.case, ApprovalOutcome::Unspecified)
            }};
        }
        match self {
            Self::Create(request) => of_case!(request.as_ref(), create_case),
            Self::Forward(request) => of_case!(request, forward_case),
            Self::Submit(request) => of_case!(request, submit_case),
            Self::Accept(request) => of_case!(request, accept_case),
            Self::Review(request) => of_case!(request, review_case),
            Self::Return(request) => of_case!(request, return_case),
            Self::Withdraw(request) => of_case!(request, withdraw_case),
            Self::Approve(request) => {
                let answer = cases.approve_case(timed(request.clone())).await?.into_inner();
                let outcome = answer.outcome();
                Answer::of_case(answer.case, outcome)
            }
            Self::Enclose(header, bytes) => {
                let parts = [Part::Header(header.clone()), Part::Chunk(bytes.clone())];
                let stream = parts.map(|part| UploadMaterialRequest { part: Some(part) });
                let upload = timed(tokio_stream::iter(stream));
                let answer = clients.materials(operator).upload_material(upload).await?.into_inner();
                Ok(Answer::Material(answer.material))
            }
            Self::Opine(request) => {
                let answer = clients.reviews(operator).give_opinion(timed(request.clone())).await?;
                Ok(Answer::Review(answer.into_inner().review.map(Box::new)))
            }
        }
    }
}

//! A fake bridge: it keeps one review, whose opinions the test gives.

use std::sync::{Arc, Mutex};

use messaging::Body;
use messaging::inbox::Incoming;
use messaging::outbox::{Fact, event_type};
use messaging::topics;
use prost::Message;
use proto::bridge::v1 as pb;
use proto::bridge::v1::review_service_server::{ReviewService, ReviewServiceServer};
use time::OffsetDateTime;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Handle to the fake, shared with its server.
#[derive(Clone, Default)]
pub struct Bridge(pub Arc<State>);

#[derive(Default)]
pub struct State {
    pub opened: Mutex<Vec<pb::OpenReviewRequest>>,
    pub closed: Mutex<Vec<pb::CloseReviewRequest>>,
    pub review: Mutex<Option<pb::Review>>,
}

impl Bridge {
    pub fn offer(&self, server: service::Server) -> service::Server {
        server.offer(ReviewServiceServer::new(self.clone()))
    }

    /// A department gives its opinion; the fact that tells it.
    pub fn give(&self, department: &str, verdict: pb::OpinionVerdict, at: OffsetDateTime) -> Incoming {
        let mut review = self.0.review.lock().unwrap();
        let review = review.as_mut().unwrap();
        let seen_hash = review.form_hash.clone();
        let opinion = review.opinions.iter_mut().find(|opinion| opinion.department == department).unwrap();
        opinion.verdict = verdict.into();
        opinion.seen_hash = seen_hash;
        opinion.give_time = Some(proto::moment::timestamp(at));
        opinion.actor = Some(proto::r#type::v1::Actor {
            operator_id: format!("{department}-opinion"),
            unit_id: department.to_owned(),
            certificate_serial: "B1".into(),
        });
        let given = pb::OpinionGiven {
            case_id: review.case_id.clone(),
            case_version: review.case_version,
            opinion: Some(opinion.clone()),
            review_state: review.state,
        };
        let fact = Fact {
            id: Uuid::now_v7(),
            topic: topics::inside("bridge"),
            entity: "opinion".into(),
            aggregate_id: given.case_id.clone(),
            event_type: event_type("opinion", "given"),
            data_schema: "bianzhi.bridge.v1.OpinionGiven".into(),
            occurred_at: at,
            recorded_at: at,
            sequence: None,
            extensions: Default::default(),
            traceparent: None,
            body: Body::Protobuf(given.encode_to_vec()),
        };
        fact.arriving()
    }
}

#[tonic::async_trait]
impl ReviewService for Bridge {
    async fn open_review(
        &self,
        request: Request<pb::OpenReviewRequest>,
    ) -> Result<Response<pb::OpenReviewResponse>, Status> {
        let request = request.into_inner();
        let pending = |asked: &pb::AskedDepartment| pb::Opinion {
            department: asked.department.clone(),
            required: asked.required,
            verdict: pb::OpinionVerdict::Pending.into(),
            due_time: asked.due_time,
            ..pb::Opinion::default()
        };
        let review = pb::Review {
            id: Uuid::now_v7().to_string(),
            case_id: request.case_id.clone(),
            case_version: request.case_version,
            form_hash: request.form_hash.clone(),
            opinions: request.departments.iter().map(pending).collect(),
            ..pb::Review::default()
        };
        *self.0.review.lock().unwrap() = Some(review.clone());
        self.0.opened.lock().unwrap().push(request);
        Ok(Response::new(pb::OpenReviewResponse { review: Some(review) }))
    }

    async fn close_review(
        &self,
        request: Request<pb::CloseReviewRequest>,
    ) -> Result<Response<pb::CloseReviewResponse>, Status> {
        self.0.closed.lock().unwrap().push(request.into_inner());
        Ok(Response::new(pb::CloseReviewResponse { review: None }))
    }

    async fn get_review(
        &self,
        _: Request<pb::GetReviewRequest>,
    ) -> Result<Response<pb::GetReviewResponse>, Status> {
        let review = self.0.review.lock().unwrap().clone();
        Ok(Response::new(pb::GetReviewResponse { review }))
    }

    async fn list_reviews(
        &self,
        _: Request<pb::ListReviewsRequest>,
    ) -> Result<Response<pb::ListReviewsResponse>, Status> {
        Err(Status::unimplemented("not asked by workflow"))
    }

    async fn give_opinion(
        &self,
        _: Request<pb::GiveOpinionRequest>,
    ) -> Result<Response<pb::GiveOpinionResponse>, Status> {
        Err(Status::unimplemented("not asked by workflow"))
    }
}

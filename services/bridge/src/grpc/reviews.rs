//! `ReviewService`: reviews opened, closed and read by workflow, opinions given by operators.

use proto::bridge::v1 as pb;
use proto::bridge::v1::review_service_server::ReviewService;
use service::rpc;
use tonic::{Request, Response, Status};

use super::{Grpc, convert};
use crate::app::ReviewQuery;

#[tonic::async_trait]
impl ReviewService for Grpc {
    async fn open_review(
        &self,
        request: Request<pb::OpenReviewRequest>,
    ) -> Result<Response<pb::OpenReviewResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let command =
            convert::open_review(&caller, request.into_inner()).map_err(|error| rpc::status(&error))?;
        let review = self.0.open_review(command).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::OpenReviewResponse { review: Some(convert::review(&review, None)) }))
    }

    async fn close_review(
        &self,
        request: Request<pb::CloseReviewRequest>,
    ) -> Result<Response<pb::CloseReviewResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let command =
            convert::close_review(&caller, request.into_inner()).map_err(|error| rpc::status(&error))?;
        let review = self.0.close_review(command).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::CloseReviewResponse {
            review: review.map(|review| convert::review(&review, None)),
        }))
    }

    async fn get_review(
        &self,
        request: Request<pb::GetReviewRequest>,
    ) -> Result<Response<pb::GetReviewResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let pb::GetReviewRequest { case_id, case_version } = request.into_inner();
        let version = (case_version > 0).then_some(case_version);
        let (review, form) =
            self.0.get_review(&caller, &case_id, version).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::GetReviewResponse { review: Some(convert::review(&review, Some(form))) }))
    }

    async fn list_reviews(
        &self,
        request: Request<pb::ListReviewsRequest>,
    ) -> Result<Response<pb::ListReviewsResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let pb::ListReviewsRequest { page_size, page_token, pending } = request.into_inner();
        let list = rpc::List::new("ListReviews", &caller.id, &[&pending.to_string()]);
        let (page, before) = list.page(page_size, &page_token)?;
        let unit_id = caller.unit_id.unwrap_or_default();
        let query = ReviewQuery { unit_id, pending, before, limit: page.limit() };

        let reviews = self.0.list_reviews(&query).await.map_err(|error| rpc::status(&error))?;

        let (reviews, next_page_token) = page.cut(reviews, |last| last.id);
        let reviews = reviews.iter().map(|review| convert::review(review, None)).collect();
        Ok(Response::new(pb::ListReviewsResponse { reviews, next_page_token }))
    }

    async fn give_opinion(
        &self,
        request: Request<pb::GiveOpinionRequest>,
    ) -> Result<Response<pb::GiveOpinionResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let command =
            convert::give_opinion(&caller, request.into_inner()).map_err(|error| rpc::status(&error))?;
        let review = self.0.give_opinion(command).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::GiveOpinionResponse { review: Some(convert::review(&review, None)) }))
    }
}

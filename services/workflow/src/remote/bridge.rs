//! What cases ask of bridge: the parallel review.

use fault::point::{CLOSE_REVIEW_ANSWER, CLOSE_REVIEW_CALL, OPEN_REVIEW_ANSWER, OPEN_REVIEW_CALL};
use proto::bridge::v1 as pb;
use proto::bridge::v1::review_service_client::ReviewServiceClient;
use proto::moment;
use time::OffsetDateTime;

use super::{Errand, Error, between, traced};
use crate::contract;
use crate::domain::{Case, Department, Material, Opinion};

const HOUSE: &str = "bridge";

/// bridge at the other end of a channel.
#[derive(Debug, Clone)]
pub struct Bridge(pub channel::Channel);

/// A department that is to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Who.
    pub department: Department,
    /// Whether the approval needs the answer.
    pub required: bool,
    /// When the answer is due.
    pub due_at: Option<OffsetDateTime>,
}

impl Bridge {
    /// Opens the review of a case's version.
    pub async fn open_review(
        &self,
        errand: &Errand<'_>,
        asked: &[Asked],
        materials: &[Material],
    ) -> Result<(), Error> {
        let case = errand.case;
        let department = |asked: &Asked| pb::AskedDepartment {
            department: asked.department.code().to_owned(),
            required: asked.required,
            due_time: asked.due_at.map(moment::timestamp),
        };
        let material = |material: &Material| pb::ReviewMaterial {
            kind: material.kind.code().to_owned(),
            sha256: material.sha256.clone(),
            sm3: material.sm3.clone(),
        };
        let request = pb::OpenReviewRequest {
            request_id: errand.request_id.to_string(),
            case_id: case.id.to_string(),
            case_version: errand.version,
            form: Some(contract::proposed_change(&case.form)),
            form_hash: case.form_hash.clone(),
            unit_id: case.unit_id.clone(),
            area_code: case.area_code.clone(),
            departments: asked.iter().map(department).collect(),
            materials: materials.iter().map(material).collect(),
            actor: Some(errand.actor.into()),
        };
        let client = ReviewServiceClient::new(traced(&self.0, errand.traceparent));
        let answer = channel::retry(|| {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.open_review(request).await }
        });
        between(OPEN_REVIEW_CALL, OPEN_REVIEW_ANSWER, answer).await.map_err(Error::failed(HOUSE))?;
        Ok(())
    }

    /// Closes the review of a case's version; none is no error.
    pub async fn close_review(&self, errand: &Errand<'_>) -> Result<(), Error> {
        let request = pb::CloseReviewRequest {
            request_id: errand.request_id.to_string(),
            case_id: errand.case.id.to_string(),
            case_version: errand.version,
        };
        let client = ReviewServiceClient::new(traced(&self.0, errand.traceparent));
        let answer = channel::retry(|| {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.close_review(request).await }
        });
        between(CLOSE_REVIEW_CALL, CLOSE_REVIEW_ANSWER, answer).await.map_err(Error::failed(HOUSE))?;
        Ok(())
    }

    /// The opinions on a case's version, as bridge has them now.
    pub async fn opinions(&self, case: &Case) -> Result<Vec<(Opinion, kernel::actor::Actor)>, Error> {
        let request = pb::GetReviewRequest { case_id: case.id.to_string(), case_version: case.version };
        let client = ReviewServiceClient::new(self.0.clone());
        let answer = channel::retry(|| {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.get_review(request).await }
        });
        let review = answer.await.map_err(Error::failed(HOUSE))?.into_inner().review;
        let review = review.ok_or(Error::Incomplete { house: HOUSE, what: "a review" })?;
        Ok(review.opinions.into_iter().filter_map(contract::read_opinion).collect())
    }
}

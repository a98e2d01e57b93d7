//! Asks every department about a case version at the same moment (并联审查).

use command::Claim;
use policy::Snapshot;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{App, Error};
use crate::domain::{Department, Form, Opinion, Outgoing, Review, ReviewState};
use crate::partner;
use crate::store::{reviews, streams};

/// Opens the parallel review of a case version.
#[derive(Debug)]
pub struct OpenReview {
    /// As workflow named it.
    pub request: command::Request,
    /// The case.
    pub case_id: String,
    /// Its version.
    pub case_version: i32,
    /// The form to be looked at.
    pub form: Form,
    /// SM3 of the canonical form.
    pub form_hash: String,
    /// The unit concerned.
    pub unit_id: String,
    /// Area code of the jurisdiction whose departments are asked.
    pub area_code: String,
    /// Who is asked.
    pub asked: Vec<Asked>,
    /// Materials that a reviewer may ask for: kind, SHA-256, SM3.
    pub materials: Vec<(String, String, String)>,
}

/// A department to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The department.
    pub department: Department,
    /// Whether the approval needs it.
    pub required: bool,
    /// When its opinion is due.
    pub due_at: OffsetDateTime,
}

impl App {
    /// Every department is asked at the same moment: its operators find the review in their list, its system
    /// gets a message in its stream.
    #[tracing::instrument(skip_all, fields(case.id = %command.case_id))]
    pub async fn open_review(&self, command: OpenReview) -> Result<Review, Error> {
        let trust = self.trust.current().ok_or(Error::TrustUnknown)?;
        let review = review(&command, &trust, self.clock.now())?;
        let requests = self.requests(&command, &review, &trust)?;

        let mut tx = db::begin(&self.pool).await?;
        if let Claim::Answered(review) = command::claim(&mut tx, &command.request, self.system.now()).await? {
            return Ok(review);
        }
        let traceparent = service::rpc::traceparent();
        reviews::open(&mut tx, &self.vault, &review, &command.form, traceparent.as_deref()).await?;
        for request in &requests {
            streams::ask(&mut tx, request).await?;
        }
        let request = &command.request;
        command::answer(&mut tx, &request.principal_id, request.id, &review, self.system.now()).await?;
        db::commit(tx).await?;
        Ok(review)
    }

    /// The messages to those departments that have a system, in the order of their streams' locks.
    fn requests(
        &self,
        command: &OpenReview,
        review: &Review,
        trust: &Snapshot,
    ) -> Result<Vec<Outgoing>, Error> {
        let unit_name = trust.unit(&review.unit_id).map_or("", |unit| &unit.name);
        let mut requests = Vec::new();
        for opinion in &review.opinions {
            let partner_id = format!("{}-{}", opinion.department.partner_role(), review.area_code);
            if trust.partner(&partner_id).is_none() {
                continue;
            }
            let told = partner::review_request(
                review,
                opinion,
                &command.form,
                unit_name,
                &command.materials,
                &partner_id,
            )
            .map_err(Error::Unwritable)?;
            requests.push(Outgoing {
                event_id: command::derived_id(&review.case_id, review.case_version, &partner_id, 1),
                case_id: review.case_id.clone(),
                area_code: review.area_code.clone(),
                key: review.case_id.clone(),
                attempt: 1,
                told_at: review.opened_at,
                traceparent: service::rpc::traceparent(),
                told,
            });
        }
        requests.sort_by(|a, b| a.told.partner_id.cmp(&b.told.partner_id));
        Ok(requests)
    }
}

fn review(command: &OpenReview, trust: &Snapshot, now: OffsetDateTime) -> Result<Review, Error> {
    let mut opinions = Vec::with_capacity(command.asked.len());
    for asked in &command.asked {
        let kind = asked.department.as_str();
        let unit = trust
            .units()
            .find(|unit| unit.area_code == command.area_code && unit.kinds.contains(kind))
            .ok_or_else(|| Error::DepartmentUnknown {
                department: kind,
                area_code: command.area_code.clone(),
            })?;
        opinions.push(Opinion {
            department: asked.department,
            unit_id: unit.id.clone(),
            required: asked.required,
            due_at: asked.due_at,
            answer: None,
        });
    }
    opinions.sort_by_key(|opinion| opinion.department.as_str());
    Ok(Review {
        id: Uuid::now_v7(),
        case_id: command.case_id.clone(),
        case_version: command.case_version,
        unit_id: command.unit_id.clone(),
        area_code: command.area_code.clone(),
        form_hash: command.form_hash.clone(),
        state: ReviewState::Open,
        opened_at: now,
        opinions,
    })
}

//! Everybody who takes an entry case from draft to completion, over gRPC with a certificate of his or her own.

use anyhow::{Context, Result, bail};
use channel::Channel;
use proto::bridge::v1::review_service_client::ReviewServiceClient;
use proto::bridge::v1::{GetReviewRequest, GiveOpinionRequest, OpinionVerdict};
use proto::google::r#type::Date;
use proto::r#type::v1::proposed_change::Change;
use proto::r#type::v1::{Bucket, Entry, EntryPerson, Funding, ProposedChange};
use proto::workflow::v1::case_service_client::CaseServiceClient;
use proto::workflow::v1::material_service_client::MaterialServiceClient;
use proto::workflow::v1::upload_material_request::Part;
use proto::workflow::v1::{
    AcceptCaseRequest, ApprovalOutcome, ApproveCaseRequest, Case, CaseState, CreateCaseRequest,
    ForwardCaseRequest, GetCaseRequest, ReviewCaseRequest, SubmitCaseRequest, UploadHeader,
    UploadMaterialRequest,
};
use uuid::Uuid;

use super::directions::Directions;
use crate::base::home;
use crate::people::Person;

/// Schools of the load's data.
pub(super) const SCHOOLS: usize = 16;

const BASIS: &str = "地方各级人民政府机构设置和编制管理条例第六条";

type Cases = CaseServiceClient<Channel>;

/// Connections of everybody; clones share them.
#[derive(Clone)]
pub(super) struct Desks {
    clerks: Vec<Cases>,
    uploads: Vec<MaterialServiceClient<Channel>>,
    department: Cases,
    accept: Cases,
    review: Cases,
    approve: Cases,
    reviewers: [ReviewServiceClient<Channel>; 2],
    recruitment: Vec<u8>,
}

/// A new request's id.
pub(super) fn request_id() -> String {
    Uuid::new_v4().to_string()
}

/// The id of a school, from 0.
pub(super) fn school(number: usize) -> String {
    format!("load-{:02}", number % SCHOOLS + 1)
}

/// What a school asks for somebody.
pub(super) fn form(number: usize, person: &Person) -> ProposedChange {
    let school = school(number);
    let date = |date: time::Date| Date {
        year: date.year(),
        month: u8::from(date.month()).into(),
        day: date.day().into(),
    };
    let bucket =
        Bucket { institution_id: school.clone(), quota_type: "INST".into(), funding: Funding::Full.into() };
    let text = str::to_owned;
    let (sex, class) = if person.male { ("1", "male") } else { ("2", "f55") };
    let entry = Entry {
        bucket: Some(bucket),
        permit: format!("荆编用〔2025〕{}号", 901 + number % SCHOOLS),
        channel: text("OPEN_RECRUIT"),
        person: Some(EntryPerson {
            name: person.name.clone(),
            id_number: person.id_number.clone(),
            sex: text(sex),
            birth_date: Some(date(person.birth)),
            ethnicity: text("01"),
            education: text("21"),
            political_status: text("13"),
            retirement_class: text(class),
        }),
        division_id: format!("{school}-d1"),
        post: text("中学教师"),
        post_level: String::new(),
        category: text("INST_PROFESSIONAL"),
        effective_date: Some(Date { year: 2026, month: 9, day: 1 }),
        previous_unit: String::new(),
    };
    ProposedChange { change: Some(Change::Entry(entry)) }
}

impl Desks {
    pub(super) fn open(directions: &Directions) -> Result<Self> {
        let cases = |id: &str| directions.operator(id, "workflow").map(CaseServiceClient::new);
        let clerk = |number| format!("{}-clerk", school(number));
        let reviewer = |id: &str| directions.operator(id, "bridge").map(ReviewServiceClient::new);
        Ok(Self {
            clerks: (0..SCHOOLS).map(|number| cases(&clerk(number))).collect::<Result<_>>()?,
            uploads: (0..SCHOOLS)
                .map(|number| directions.operator(&clerk(number), "workflow").map(MaterialServiceClient::new))
                .collect::<Result<_>>()?,
            department: cases("edu-clerk")?,
            accept: cases("so-accept")?,
            review: cases("so-review")?,
            approve: cases("so-approve")?,
            reviewers: [reviewer("org-opinion")?, reviewer("hr-opinion")?],
            recruitment: std::fs::read(home().join("scenarios/materials/recruitment.pdf"))?,
        })
    }

    /// A school's clerk.
    pub(super) fn clerk(&self, number: usize) -> Result<Cases> {
        self.clerks.get(number % SCHOOLS).cloned().context("a school has a clerk")
    }

    /// The head, who approves.
    pub(super) fn approver(&self) -> Cases {
        self.approve.clone()
    }

    /// A draft with its material (M02).
    pub(super) async fn draft(&self, number: usize, person: &Person) -> Result<Case> {
        let request = CreateCaseRequest {
            request_id: request_id(),
            item: "entry".to_owned(),
            sub_type: String::new(),
            form: Some(form(number, person)),
        };
        let case = some(self.clerk(number)?.create_case(request).await?.into_inner().case)?;
        let header = UploadHeader {
            request_id: request_id(),
            case_id: case.id.clone(),
            kind: "M02".to_owned(),
            media_type: "application/pdf".to_owned(),
            size_bytes: i64::try_from(self.recruitment.len())?,
        };
        let parts = [Part::Header(header), Part::Chunk(self.recruitment.clone())];
        let parts = parts.map(|part| UploadMaterialRequest { part: Some(part) });
        let mut uploads = self.uploads.get(number % SCHOOLS).cloned().context("a school has a clerk")?;
        uploads.upload_material(tokio_stream::iter(parts)).await?;
        Ok(case)
    }

    /// The clerk forwards, the department submits.
    pub(super) async fn submit(&self, number: usize, case: Case) -> Result<Case> {
        let Case { id: case_id, etag, .. } = case;
        let request = ForwardCaseRequest { request_id: request_id(), case_id, etag };
        let case = some(self.clerk(number)?.forward_case(request).await?.into_inner().case)?;
        let Case { id: case_id, etag, .. } = case;
        let request = SubmitCaseRequest { request_id: request_id(), case_id, etag };
        some(self.department.clone().submit_case(request).await?.into_inner().case)
    }

    /// Accepted, agreed to by both departments at once, reviewed: on the approval desk.
    pub(super) async fn bring_to_approval(&self, case: Case) -> Result<Case> {
        let Case { id: case_id, etag, .. } = case;
        let request = AcceptCaseRequest { request_id: request_id(), case_id, etag, remark: String::new() };
        let case = some(self.accept.clone().accept_case(request).await?.into_inner().case)?;
        let [organization, hr] = self.reviewers.clone();
        tokio::try_join!(agree(organization, &case), agree(hr, &case))?;
        self.review(case).await
    }

    /// Reviews. The opinions arrive by Kafka meanwhile and change the etag, so that it is read again then.
    async fn review(&self, mut case: Case) -> Result<Case> {
        let mut desk = self.review.clone();
        for _ in 0..10 {
            let request = ReviewCaseRequest {
                request_id: request_id(),
                case_id: case.id.clone(),
                etag: case.etag.clone(),
                basis: "两部门审查同意".to_owned(),
            };
            match desk.review_case(request).await {
                Ok(answer) => return some(answer.into_inner().case),
                Err(status) if matches!(status.code(), tonic::Code::Aborted | tonic::Code::Unavailable) => {
                    let request = GetCaseRequest { id: case.id.clone() };
                    case = some(desk.get_case(request).await?.into_inner().case)?;
                }
                Err(status) => return Err(status.into()),
            }
        }
        bail!("the case {} does not come to rest", case.id)
    }

    /// Approves, and waits until the case is completed where that was left pending.
    pub(super) async fn approve(&self, case: Case) -> Result<Case> {
        let Case { id: case_id, etag, .. } = case;
        let mut desk = self.approve.clone();
        let request = ApproveCaseRequest { request_id: request_id(), case_id, etag, basis: BASIS.to_owned() };
        let answer = desk.approve_case(request).await?.into_inner();
        let (outcome, mut case) = (answer.outcome(), some(answer.case)?);
        if outcome == ApprovalOutcome::BackInReview {
            bail!("the registry refused {}: {:?}", case.id, case.findings);
        }
        while case.state() != CaseState::Completed {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            case = some(desk.get_case(GetCaseRequest { id: case.id }).await?.into_inner().case)?;
        }
        Ok(case)
    }
}

async fn agree(mut reviewer: ReviewServiceClient<Channel>, case: &Case) -> Result<()> {
    let request = GetReviewRequest { case_id: case.id.clone(), case_version: case.version };
    let review = reviewer.get_review(request).await?.into_inner().review.context("a review")?;
    let request = GiveOpinionRequest {
        request_id: request_id(),
        case_id: review.case_id,
        case_version: review.case_version,
        verdict: OpinionVerdict::Agree.into(),
        reason: String::new(),
        seen_hash: review.form_hash,
    };
    reviewer.give_opinion(request).await?;
    Ok(())
}

/// The resource that a response always carries.
pub(super) fn some<T>(resource: Option<T>) -> Result<T> {
    resource.context("the answer carries nothing")
}

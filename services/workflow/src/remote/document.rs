//! What cases ask of document: the papers.

use fault::point::{ISSUE_ANSWER, ISSUE_CALL};
use proto::document::v1 as pb;
use proto::document::v1::document_service_client::DocumentServiceClient;
use proto::document::v1::slip::Content;
use proto::moment;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Errand, Error, between, traced};
use crate::contract;
use crate::domain::{
    EntrySlip, Figures, FundingSlip, Letter, Paper, PaperType, Papers, PermitSlip, Slip, SlipOpinion,
    SlipPost, SlipUnit,
};

const HOUSE: &str = "document";

/// document at the other end of a channel.
#[derive(Debug, Clone)]
pub struct Document(pub channel::Channel);

/// What is to be issued.
#[derive(Debug, Clone)]
pub struct Issue<'a> {
    /// The papers' content.
    pub papers: &'a Papers,
    /// When the case was decided: the issue date is that day, however late the call is made.
    pub decided_at: OffsetDateTime,
}

impl Document {
    /// Issues all papers of a case, in one transaction over there.
    pub async fn issue(&self, errand: &Errand<'_>, issue: &Issue<'_>) -> Result<Vec<Paper>, Error> {
        let case = errand.case;
        let request = pb::IssueDocumentsRequest {
            request_id: errand.request_id.to_string(),
            case_id: case.id.to_string(),
            jurisdiction_id: case.jurisdiction_id.clone(),
            unit_id: case.unit_id.clone(),
            department_id: case.department_id.clone(),
            issue_date: Some(contract::date_of(issue.decided_at)),
            actor: Some(errand.actor.into()),
            slips: issue.papers.slips.iter().map(slip).collect(),
            letter: Some(letter(&issue.papers.letter)),
        };
        let client = DocumentServiceClient::new(traced(&self.0, errand.traceparent));
        let answer = channel::retry(|| {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.issue_documents(request).await }
        });
        let answer = between(ISSUE_CALL, ISSUE_ANSWER, answer).await;
        let documents = answer.map_err(Error::failed(HOUSE))?.into_inner().documents;
        if fault::planted(fault::bug::EFFECT_TWICE) {
            let again = pb::IssueDocumentsRequest { request_id: Uuid::new_v4().to_string(), ..request };
            client.clone().issue_documents(again).await.map_err(Error::failed(HOUSE))?;
        }
        documents.into_iter().map(paper).collect()
    }
}

fn paper(document: pb::Document) -> Result<Paper, Error> {
    let r#type = match document.r#type() {
        pb::DocumentType::Permit => PaperType::Permit,
        pb::DocumentType::Entry => PaperType::Entry,
        pb::DocumentType::Funding => PaperType::Funding,
        pb::DocumentType::Letter => PaperType::Letter,
        pb::DocumentType::Unspecified => {
            return Err(Error::Incomplete { house: HOUSE, what: "a document's type" });
        }
    };
    Ok(Paper {
        document_id: document
            .id
            .parse()
            .map_err(|_| Error::Incomplete { house: HOUSE, what: "a document's id" })?,
        r#type,
        doc_no: document.doc_no,
        content_sm3: document.content_sm3,
    })
}

fn slip(slip: &Slip) -> pb::Slip {
    let content = match slip {
        Slip::Permit(slip) => Content::Permit(permit(slip)),
        Slip::Entry(slip) => Content::Entry(entry(slip)),
        Slip::Funding(slip) => Content::Funding(funding(slip)),
    };
    pb::Slip { content: Some(content) }
}

fn permit(slip: &PermitSlip) -> pb::PermitSlip {
    let post = |post: &SlipPost| pb::SlipPost {
        division: post.division.clone(),
        post: post.post.clone(),
        category: post.category.to_owned(),
        education: post.education.to_owned(),
        quantity: post.quantity,
    };
    pb::PermitSlip {
        unit: Some(unit(&slip.unit)),
        quota_type: slip.quota_type.to_owned(),
        funding: slip.funding.to_owned(),
        channel: slip.channel.to_owned(),
        quantity: slip.quantity,
        posts: slip.posts.iter().map(post).collect(),
        before: Some(snapshot(slip.before)),
        after: Some(snapshot(slip.after)),
        valid_from: Some(moment::date(slip.valid_from)),
        valid_to: Some(moment::date(slip.valid_to)),
        basis: slip.basis.clone(),
        addressee: slip.addressee.clone(),
        copies: slip.copies.clone(),
    }
}

fn entry(slip: &EntrySlip) -> pb::EntrySlip {
    let opinion = |opinion: &SlipOpinion| pb::SlipOpinion {
        department: opinion.department.clone(),
        verdict: opinion.verdict.to_owned(),
        date: opinion.date.map(moment::date),
    };
    pb::EntrySlip {
        unit: Some(unit(&slip.unit)),
        name: slip.name.clone(),
        sex: slip.sex.to_owned(),
        birth_month: slip.birth_month.clone(),
        masked_id_number: slip.masked_id_number.clone(),
        channel: slip.channel.to_owned(),
        previous_unit: slip.previous_unit.clone(),
        quota_type: slip.quota_type.to_owned(),
        funding: slip.funding.to_owned(),
        post: slip.post.clone(),
        rank: slip.rank.clone(),
        category: slip.category.to_owned(),
        effective_date: Some(moment::date(slip.effective_date)),
        permit_no: slip.permit_no.clone(),
        after: Some(snapshot(slip.after)),
        opinions: slip.opinions.iter().map(opinion).collect(),
        basis: slip.basis.clone(),
        addressee: slip.addressee.clone(),
        copies: slip.copies.clone(),
    }
}

fn funding(slip: &FundingSlip) -> pb::FundingSlip {
    let (name, masked_id_number) = (slip.person_name.clone(), slip.masked_id_number.clone());
    let person = pb::FundingPerson { name, masked_id_number };
    pb::FundingSlip {
        addressee: slip.addressee.clone(),
        unit: Some(unit(&slip.unit)),
        direction: pb::FundingDirection::Increase.into(),
        persons: vec![person],
        quota_type: slip.quota_type.to_owned(),
        funding: slip.funding.to_owned(),
        pay_month: slip.pay_month.clone(),
        basis: slip.basis.clone(),
        copies: slip.copies.clone(),
    }
}

fn letter(letter: &Letter) -> pb::Letter {
    pb::Letter {
        subject: letter.subject.clone(),
        addressee: letter.addressee.clone(),
        paragraphs: letter.paragraphs.clone(),
        validity: letter.validity.clone(),
        remedy: letter.remedy.clone(),
        contact: letter.contact.clone(),
        copies: letter.copies.clone(),
    }
}

fn unit(unit: &SlipUnit) -> pb::SlipUnit {
    pb::SlipUnit {
        name: unit.name.clone(),
        uscc: unit.uscc.clone(),
        supervisor: unit.supervisor.clone(),
        division: unit.division.clone(),
    }
}

fn snapshot(figures: Figures) -> pb::SlipSnapshot {
    pb::SlipSnapshot {
        date: Some(moment::date(figures.date)),
        approved: figures.approved,
        occupied: figures.occupied,
        reserved: figures.reserved,
        available: figures.available,
    }
}

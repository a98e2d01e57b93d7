//! A fake document house: it numbers what it is asked to issue, once per request id.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use proto::document::v1 as pb;
use proto::document::v1::document_service_server::{DocumentService, DocumentServiceServer};
use proto::document::v1::slip::Content;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Handle to the fake, shared with its server.
#[derive(Clone, Default)]
pub struct Document(pub Arc<State>);

#[derive(Default)]
pub struct State {
    pub issued: Mutex<Vec<pb::IssueDocumentsRequest>>,
    /// While set, no series is open.
    pub has_no_series: Mutex<bool>,
    answers: Mutex<HashMap<String, pb::IssueDocumentsResponse>>,
    letters: Mutex<i32>,
}

impl Document {
    pub fn offer(&self, server: service::Server) -> service::Server {
        server.offer(DocumentServiceServer::new(self.clone()))
    }

    fn number(&self, request: &pb::IssueDocumentsRequest) -> pb::IssueDocumentsResponse {
        let document = |r#type: pb::DocumentType, doc_no: String| pb::Document {
            id: Uuid::now_v7().to_string(),
            doc_no,
            r#type: r#type.into(),
            content_sm3: "ab".repeat(32),
            ..pb::Document::default()
        };
        let mut documents: Vec<pb::Document> = request
            .slips
            .iter()
            .map(|slip| match slip.content.as_ref().unwrap() {
                Content::Permit(_) => document(pb::DocumentType::Permit, "荆编用〔2026〕12号".into()),
                Content::Entry(_) => document(pb::DocumentType::Entry, "荆编进〔2026〕87号".into()),
                Content::Funding(_) => document(pb::DocumentType::Funding, "荆编核〔2026〕91号".into()),
            })
            .collect();
        let mut letters = self.0.letters.lock().unwrap();
        let letter = format!("荆编函〔2026〕{}号", 45 + *letters);
        *letters += 1;
        documents.push(document(pb::DocumentType::Letter, letter));
        pb::IssueDocumentsResponse { documents }
    }
}

#[tonic::async_trait]
impl DocumentService for Document {
    async fn issue_documents(
        &self,
        request: Request<pb::IssueDocumentsRequest>,
    ) -> Result<Response<pb::IssueDocumentsResponse>, Status> {
        if *self.0.has_no_series.lock().unwrap() {
            return Err(Status::failed_precondition("the series is not open"));
        }
        let request = request.into_inner();
        let answer = {
            let mut answers = self.0.answers.lock().unwrap();
            answers.entry(request.request_id.clone()).or_insert_with(|| self.number(&request)).clone()
        };
        self.0.issued.lock().unwrap().push(request);
        Ok(Response::new(answer))
    }

    async fn get_document(
        &self,
        _: Request<pb::GetDocumentRequest>,
    ) -> Result<Response<pb::GetDocumentResponse>, Status> {
        Err(Status::unimplemented("not asked by workflow"))
    }

    async fn list_documents(
        &self,
        _: Request<pb::ListDocumentsRequest>,
    ) -> Result<Response<pb::ListDocumentsResponse>, Status> {
        Err(Status::unimplemented("not asked by workflow"))
    }

    type DownloadDocumentStream =
        futures::stream::BoxStream<'static, Result<pb::DownloadDocumentResponse, Status>>;

    async fn download_document(
        &self,
        _: Request<pb::DownloadDocumentRequest>,
    ) -> Result<Response<Self::DownloadDocumentStream>, Status> {
        Err(Status::unimplemented("not asked by workflow"))
    }

    async fn open_series(
        &self,
        _: Request<pb::OpenSeriesRequest>,
    ) -> Result<Response<pb::OpenSeriesResponse>, Status> {
        Err(Status::unimplemented("not asked by workflow"))
    }

    async fn list_keys(
        &self,
        _: Request<pb::ListKeysRequest>,
    ) -> Result<Response<pb::ListKeysResponse>, Status> {
        Err(Status::unimplemented("not asked by workflow"))
    }
}

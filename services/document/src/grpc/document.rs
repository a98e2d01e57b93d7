//! `DocumentService`.

use std::pin::Pin;

use bytes::Bytes;
use command::Request as CommandRequest;
use futures::{Stream, StreamExt, stream};
use prost::Message;
use proto::document::v1::{self as pb, document_service_server::DocumentService};
use service::rpc;
use tonic::{Request, Response, Status};

use super::{Grpc, defects::Defects, message, order, reader};
use crate::{
    app::{IssueDocuments, ListDocuments, OpenSeries},
    domain::Opening,
};

/// Bytes of a PDF in one message, far below what a client takes.
const CHUNK: usize = 64 * 1024;

#[tonic::async_trait]
impl DocumentService for Grpc {
    async fn issue_documents(
        &self,
        request: Request<pb::IssueDocumentsRequest>,
    ) -> Result<Response<pb::IssueDocumentsResponse>, Status> {
        let principal = rpc::caller(&request)?;
        let request = request.into_inner();
        let method = "bianzhi.document.v1.DocumentService/IssueDocuments";
        let named = command_request(&principal.id, &request.request_id, method, &request)?;
        let (order, approved_by) = order::order(request).map_err(|defects| rpc::status(&defects))?;

        let command = IssueDocuments { request: named, order, approved_by };
        let documents = self.0.issue_documents(command).await.map_err(|error| rpc::status(&error))?;
        let documents = documents.into_iter().map(message::without_words).collect();
        Ok(Response::new(pb::IssueDocumentsResponse { documents }))
    }

    async fn get_document(
        &self,
        request: Request<pb::GetDocumentRequest>,
    ) -> Result<Response<pb::GetDocumentResponse>, Status> {
        let caller = reader::caller(&rpc::caller(&request)?);
        let name = request.into_inner().document;
        let document = self.0.get_document(&name, &caller).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::GetDocumentResponse { document: Some(message::document(document)) }))
    }

    async fn list_documents(
        &self,
        request: Request<pb::ListDocumentsRequest>,
    ) -> Result<Response<pb::ListDocumentsResponse>, Status> {
        let principal = rpc::caller(&request)?;
        let pb::ListDocumentsRequest { page_size, page_token, case_id } = request.into_inner();
        let list = rpc::List::new("ListDocuments", &principal.id, &[&case_id]);
        let (page, after) = list.page(page_size, &page_token)?;
        let case_id = Some(case_id).filter(|id| !id.is_empty());

        let query = ListDocuments { case_id, after, limit: page.limit() };
        let documents = self.0.list_documents(query, &reader::caller(&principal)).await;
        let documents = documents.map_err(|error| rpc::status(&error))?;
        let (documents, next_page_token) = page.cut(documents, |last| last.id);
        let documents = documents.into_iter().map(message::without_words).collect();
        Ok(Response::new(pb::ListDocumentsResponse { documents, next_page_token }))
    }

    type DownloadDocumentStream =
        Pin<Box<dyn Stream<Item = Result<pb::DownloadDocumentResponse, Status>> + Send>>;

    async fn download_document(
        &self,
        request: Request<pb::DownloadDocumentRequest>,
    ) -> Result<Response<Self::DownloadDocumentStream>, Status> {
        let caller = reader::caller(&rpc::caller(&request)?);
        let name = request.into_inner().document;
        let download = self.0.download_document(&name, &caller).await.map_err(|error| rpc::status(&error))?;
        let messages = download.flat_map(|bytes| match bytes {
            Ok(bytes) => stream::iter(chunks(bytes)),
            Err(error) => stream::iter(vec![Err(rpc::status(&error))]),
        });
        Ok(Response::new(Box::pin(messages)))
    }

    async fn open_series(
        &self,
        request: Request<pb::OpenSeriesRequest>,
    ) -> Result<Response<pb::OpenSeriesResponse>, Status> {
        let principal = rpc::caller(&request)?;
        let request = request.into_inner();
        let method = "bianzhi.document.v1.DocumentService/OpenSeries";
        let named = command_request(&principal.id, &request.request_id, method, &request)?;
        let opening = opening(request).map_err(|defects| rpc::status(&defects))?;

        let command = OpenSeries { request: named, opening, operator_id: principal.id };
        let next_doc_no = self.0.open_series(command).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::OpenSeriesResponse { next_doc_no }))
    }

    async fn list_keys(
        &self,
        request: Request<pb::ListKeysRequest>,
    ) -> Result<Response<pb::ListKeysResponse>, Status> {
        let pb::ListKeysRequest { page_size, page_token } = request.into_inner();
        // The list is the same for everybody.
        let (page, after) = rpc::List::new("ListKeys", "", &[]).page::<String>(page_size, &page_token)?;

        let mut keys = message::keys(self.0.list_keys());
        keys.retain(|key| after.as_ref().is_none_or(|after| &key.kid > after));
        let (keys, next_page_token) = page.cut(keys, |last| last.kid.clone());
        Ok(Response::new(pb::ListKeysResponse { keys, next_page_token }))
    }
}

fn command_request(
    principal_id: &str,
    request_id: &str,
    method: &str,
    request: &impl Message,
) -> Result<CommandRequest, Status> {
    CommandRequest::new(principal_id, request_id, method, &request.encode_to_vec())
        .map_err(|error| rpc::status(&error))
}

fn opening(request: pb::OpenSeriesRequest) -> Result<Opening, Defects> {
    let Some(kind) = message::read_kind(request.r#type()) else {
        let mut defects = Defects::default();
        defects.note("type", "必填", "is required");
        return Err(defects);
    };
    Ok(Opening {
        jurisdiction_id: request.jurisdiction_id,
        kind,
        prefix: request.prefix,
        year: request.year,
        last_number: request.last_number,
        explanation: request.explanation,
    })
}

fn chunks(mut bytes: Bytes) -> Vec<Result<pb::DownloadDocumentResponse, Status>> {
    let mut messages = Vec::new();
    while !bytes.is_empty() {
        let chunk = bytes.split_to(bytes.len().min(CHUNK)).to_vec();
        messages.push(Ok(pb::DownloadDocumentResponse { chunk }));
    }
    messages
}

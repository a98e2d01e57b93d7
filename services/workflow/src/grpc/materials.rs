//! `MaterialService`: files in and out, in pieces.

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, TryStreamExt};
use kernel::error::Violation;
use prost::Message;
use proto::workflow::v1 as pb;
use proto::workflow::v1::material_service_server::MaterialService;
use proto::workflow::v1::upload_material_request::Part;
use service::rpc;
use tonic::{Request, Response, Status, Streaming};

use super::{Grpc, asked, convert};
use crate::app::{Error, Upload};

/// Largest piece of a download, bytes.
const CHUNK: usize = 64 * 1024;

#[tonic::async_trait]
impl MaterialService for Grpc {
    async fn upload_material(
        &self,
        request: Request<Streaming<pb::UploadMaterialRequest>>,
    ) -> Result<Response<pb::UploadMaterialResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let mut parts = request.into_inner();
        let header = match parts.message().await?.and_then(|message| message.part) {
            Some(Part::Header(header)) => header,
            Some(Part::Chunk(_)) | None => return Err(out_of_order("the header must come first")),
        };
        // The bytes' own hash is not known before they are read; what is announced stands for them.
        let call = asked::call(caller, "UploadMaterial", &header.request_id, &header.encode_to_vec())?;
        let upload = Upload {
            case_id: header.case_id,
            kind: header.kind,
            media_type: header.media_type,
            size_bytes: header.size_bytes,
        };
        let stored = self.0.upload_material(call, upload, Box::pin(chunks(parts))).await;
        let material = Some(convert::material(&stored.map_err(|error| rpc::status(&error))?));
        Ok(Response::new(pb::UploadMaterialResponse { material }))
    }

    type DownloadMaterialStream = BoxStream<'static, Result<pb::DownloadMaterialResponse, Status>>;

    async fn download_material(
        &self,
        request: Request<pb::DownloadMaterialRequest>,
    ) -> Result<Response<Self::DownloadMaterialStream>, Status> {
        let caller = rpc::caller(&request)?;
        let message = request.into_inner();
        let found = self.0.download_material(&caller, &message.case_id, &message.material_id).await;
        let file = found.map_err(|error| rpc::status(&error))?.0;
        let pieces = file.map_err(|error| rpc::status(&Error::Blob(error))).map_ok(pieces).try_flatten();
        Ok(Response::new(pieces.boxed()))
    }
}

/// The bytes after the header.
fn chunks(parts: Streaming<pb::UploadMaterialRequest>) -> impl Stream<Item = Result<Bytes, Status>> {
    parts.map(|part| match part?.part {
        Some(Part::Chunk(chunk)) => Ok(Bytes::from(chunk)),
        Some(Part::Header(_)) | None => Err(out_of_order("only bytes follow the header")),
    })
}

/// A piece of a file in pieces of at most [`CHUNK`].
fn pieces(bytes: Bytes) -> impl Stream<Item = Result<pb::DownloadMaterialResponse, Status>> {
    let pieces: Vec<_> =
        bytes.chunks(CHUNK).map(|chunk| Ok(pb::DownloadMaterialResponse { chunk: chunk.to_vec() })).collect();
    futures::stream::iter(pieces)
}

fn out_of_order(en: &str) -> Status {
    rpc::status(&Error::Invalid(vec![Violation::new("part", "应先发送文件头，再依次发送内容", en)]))
}

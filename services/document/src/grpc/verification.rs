//! `VerificationService`.

use proto::document::v1::{self as pb, verification_service_server::VerificationService};
use service::rpc;
use tonic::{Request, Response, Status};

use super::{Grpc, defects::Defects, message, reader};
use crate::app::{Verified, Verify};

const LONGEST_PLACE: usize = 100;

#[tonic::async_trait]
impl VerificationService for Grpc {
    async fn verify(
        &self,
        request: Request<pb::VerifyRequest>,
    ) -> Result<Response<pb::VerifyResponse>, Status> {
        let caller = reader::caller(&rpc::caller(&request)?);
        let pb::VerifyRequest { payload, place } = request.into_inner();
        if place.chars().count() > LONGEST_PLACE || place.chars().any(char::is_control) {
            let mut defects = Defects::default();
            let en = "at most 100 characters, no control characters";
            defects.note("place", "至多100个字，不含控制字符", en);
            return Err(rpc::status(&defects));
        }

        let command = Verify { scanned: payload, place, caller };
        let verified = self.0.verify(command).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(response(verified)))
    }
}

fn response(verified: Verified) -> pb::VerifyResponse {
    let verdict = match &verified {
        Verified::Authentic(_) => pb::Verdict::Authentic,
        Verified::Malformed(_) => pb::Verdict::Malformed,
        Verified::UnknownKey => pb::Verdict::UnknownKey,
        Verified::RevokedKey => pb::Verdict::RevokedKey,
        Verified::BadSignature => pb::Verdict::BadSignature,
        Verified::UnknownDocument => pb::Verdict::UnknownDocument,
    };
    let mut response = pb::VerifyResponse { verdict: verdict.into(), ..Default::default() };
    if let Verified::Authentic(document) = verified {
        response.state = message::state(document.state).into();
        response.state_time = document.state_since.map(proto::moment::timestamp);
        response.document = Some(message::document(*document));
    }
    response
}

//! Acting on a case as it was seen.

use clap::Args;
use proto::workflow::v1::GetCaseRequest;
use tonic::Status;

use crate::ask::{ask, required};
use crate::failure::Failure;
use crate::refusal;
use crate::session::Session;

/// Which case, as it was seen.
#[derive(Debug, Args)]
pub(super) struct Seen {
    /// Case number.
    id: String,
    /// The etag you saw; read anew if left out.
    #[arg(long)]
    etag: Option<String>,
}

/// What every request about a case says.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) request_id: String,
    pub(super) case_id: String,
    pub(super) etag: String,
}

impl Seen {
    /// Makes a request about the case. Who gives no etag acts on the case as it is: where it moves between
    /// our look and our request (an opinion comes in), both are made once more. The second one has another
    /// etag, so it is another request with an id of its own.
    pub(super) async fn ask<A>(
        &self,
        session: &Session,
        request: impl AsyncFn(Asked) -> Result<A, Status>,
    ) -> Result<A, Box<Failure>> {
        let case_id = self.id.clone();
        if let Some(etag) = self.etag.clone() {
            return Ok(request(Asked { request_id: session.request_id(), case_id, etag }).await?);
        }
        let etag = self.present_etag(session).await?;
        let asked = Asked { request_id: session.request_id(), case_id, etag };
        let failure = match request(asked.clone()).await {
            Ok(answer) => return Ok(answer),
            Err(status) => refusal::failure(&status),
        };
        if failure.reason != "ETAG_MISMATCH" {
            return Err(failure);
        }
        let etag = self.present_etag(session).await?;
        Ok(request(Asked { request_id: session.request_id_at(&etag), etag, ..asked }).await?)
    }

    async fn present_etag(&self, session: &Session) -> Result<String, Box<Failure>> {
        let answer = ask!(session.cases()?, get_case, GetCaseRequest { id: self.id.clone() })?;
        Ok(required(answer.case, "case")?.etag)
    }
}

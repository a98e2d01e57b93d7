//! An answer that goes on: a stream ends when the certificate that opened it is revoked.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::future::BoxFuture;
use http::{HeaderMap, Response};
use http_body::Frame;
use policy::Trust;
use tonic::Status;
use tonic::body::Body;

use super::Refusal;
use crate::rpc;

/// Has the stream of `response` end with CERT_REVOKED as soon as the certificate with this serial is revoked.
pub(super) fn until_revoked(response: Response<Body>, serial: &str, trust: &Trust) -> Response<Body> {
    let serial = serial.to_owned();
    let revoked = Box::pin(revoked(serial.clone(), trust.clone()));
    response.map(|body| Body::new(Open { body, serial, revoked, ended: false }))
}

/// Ends when the serial is revoked.
async fn revoked(serial: String, trust: Trust) {
    let mut changes = trust.changes();
    loop {
        let is_revoked =
            changes.borrow_and_update().as_ref().is_some_and(|snapshot| snapshot.is_revoked(&serial));
        if is_revoked || changes.changed().await.is_err() {
            return;
        }
    }
}

struct Open {
    body: Body,
    serial: String,
    revoked: BoxFuture<'static, ()>,
    ended: bool,
}

impl http_body::Body for Open {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        if self.revoked.as_mut().poll(cx).is_pending() {
            return Pin::new(&mut self.body).poll_frame(cx);
        }
        self.ended = true;
        let status = rpc::status(&Refusal::Revoked(self.serial.clone()));
        let mut trailers = HeaderMap::new();
        let told = status.add_header(&mut trailers).map(|()| Frame::trailers(trailers));
        Poll::Ready(Some(told))
    }

    fn is_end_stream(&self) -> bool {
        self.ended || self.body.is_end_stream()
    }
}

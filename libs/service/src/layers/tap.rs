//! Listens to the request as it is read: its digest for the audit, its request id for the log.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use http::Request;
use http_body::Frame;
use ring::digest;
use tonic::body::Body;

/// How much of the first message is kept to find the request id in; it is the first field.
const HEAD: usize = 256;
/// How much of a request that was refused unread is still read, for its digest.
const REST: usize = 4 << 20;
const REST_TIME: Duration = Duration::from_secs(1);

/// What was heard so far.
#[derive(Clone)]
pub(super) struct Tap(Arc<Mutex<Heard>>);

struct Heard {
    digest: digest::Context,
    head: Vec<u8>,
    /// Bytes of the five-byte prefix of a message that came so far.
    prefix: Vec<u8>,
    /// Bytes of the current message still to come.
    left: usize,
}

/// Puts a tap on a request.
pub(super) fn tap(request: Request<Body>) -> (Request<Body>, Tap) {
    let heard =
        Heard { digest: digest::Context::new(&digest::SHA256), head: vec![], prefix: vec![], left: 0 };
    let tap = Tap(Arc::new(Mutex::new(heard)));
    let request = request.map(|body| Body::new(Tapped { body, tap: tap.clone() }));
    (request, tap)
}

/// Reads what is left of a request that was refused before it was read, so that the audit knows its digest.
pub(super) async fn read_rest(request: Request<Body>) {
    let mut body = request.into_body();
    let mut read = 0;
    let all = async {
        while let Some(Ok(frame)) =
            std::future::poll_fn(|cx| http_body::Body::poll_frame(Pin::new(&mut body), cx)).await
        {
            read += frame.data_ref().map_or(0, Bytes::len);
            if read > REST {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(REST_TIME, all).await;
}

impl Tap {
    /// SHA-256 of the messages heard, without their framing.
    pub(super) fn sha256(&self) -> [u8; 32] {
        let digest = self.heard().digest.clone().finish();
        digest.as_ref().try_into().unwrap_or_default()
    }

    /// The request id, where the method has one in field `number`.
    pub(super) fn request_id(&self, number: Option<u32>) -> Option<String> {
        let head = self.heard().head.clone();
        let text = text_field(&head, number?)?;
        // Whatever else a client may put there stays out of the log.
        uuid::Uuid::parse_str(text).ok().map(|id| id.to_string())
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Heard {
    /// Takes bytes of the stream: per message a flag, four bytes of length, and the message.
    fn hear(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.left > 0 {
                let (message, rest) = bytes.split_at(self.left.min(bytes.len()));
                self.digest.update(message);
                let room = HEAD.saturating_sub(self.head.len()).min(message.len());
                self.head.extend_from_slice(message.split_at(room).0);
                self.left -= message.len();
                bytes = rest;
                continue;
            }
            let (prefix, rest) = bytes.split_at((5 - self.prefix.len()).min(bytes.len()));
            self.prefix.extend_from_slice(prefix);
            bytes = rest;
            if let [_, a, b, c, d] = self.prefix[..] {
                self.left = u32::from_be_bytes([a, b, c, d]) as usize;
                self.prefix.clear();
            }
        }
    }
}

/// The text of a top-level field of an encoded message, as far as the bytes go.
fn text_field(mut message: &[u8], number: u32) -> Option<&str> {
    while message.has_remaining() {
        let key = prost::encoding::decode_varint(&mut message).ok()?;
        let found = key >> 3 == u64::from(number);
        match key & 7 {
            0 => drop(prost::encoding::decode_varint(&mut message).ok()?),
            1 => message = message.get(8..)?,
            5 => message = message.get(4..)?,
            2 => {
                let length = usize::try_from(prost::encoding::decode_varint(&mut message).ok()?).ok()?;
                let (field, rest) = message.split_at_checked(length)?;
                if found {
                    return std::str::from_utf8(field).ok();
                }
                message = rest;
            }
            _ => return None,
        }
    }
    None
}

/// A body that tells the tap what passes.
struct Tapped {
    body: Body,
    tap: Tap,
}

impl http_body::Body for Tapped {
    type Data = Bytes;
    type Error = tonic::Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, tonic::Status>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if let Some(Ok(frame)) = &frame
            && let Some(data) = frame.data_ref()
        {
            self.tap.heard().hear(data);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(chunks: &[&[u8]]) -> Tap {
        let (_, tap) = tap(Request::new(Body::empty()));
        for chunk in chunks {
            tap.heard().hear(chunk);
        }
        tap
    }

    #[test]
    fn the_digest_is_of_the_message_however_it_is_cut() {
        let framed = [&[0, 0, 0, 0, 5][..], b"hello"].concat();
        let expected: [u8; 32] = digest::digest(&digest::SHA256, b"hello").as_ref().try_into().unwrap();

        assert_eq!(heard(&[&framed]).sha256(), expected);
        let bytes: Vec<&[u8]> = framed.chunks(1).collect();
        assert_eq!(heard(&bytes).sha256(), expected);
    }

    #[test]
    fn the_request_id_is_found_and_only_if_it_is_one() {
        let id = "0190c1a2-0000-7000-8000-000000000001";
        let message = |text: &str| [&[0x10, 0x05, 0x0a, text.len() as u8][..], text.as_bytes()].concat();
        let framed = |message: Vec<u8>| [&[0, 0, 0, 0, message.len() as u8][..], &message].concat();

        assert_eq!(heard(&[&framed(message(id))]).request_id(Some(1)).as_deref(), Some(id));
        assert_eq!(heard(&[&framed(message("420800190001010026"))]).request_id(Some(1)), None);
        assert_eq!(heard(&[&framed(message(id))]).request_id(None), None);
    }
}

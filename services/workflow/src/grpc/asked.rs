//! What every mutating request says: who asks, under which request id, with which texts.

use std::time::Duration;

use kernel::error::Violation;
use policy::Principal;
use prost::Message;
use service::rpc;
use tonic::{Request, Status};

use crate::app::{Call, Error};

/// Kept back of the caller's time, so that an answer at the deadline still arrives.
const MARGIN: Duration = Duration::from_millis(300);
/// How long a caller waits who does not say.
const USUAL: Duration = Duration::from_secs(10);

/// A request and who sent it.
pub(super) fn of<T: Message>(
    method: &str,
    request: Request<T>,
    request_id: impl Fn(&T) -> &str,
) -> Result<(Call, T), Status> {
    let caller = rpc::caller(&request)?;
    let message = request.into_inner();
    let call = call(caller, method, request_id(&message), &message.encode_to_vec())?;
    Ok((call, message))
}

/// A call with this request id and content.
pub(super) fn call(
    caller: Principal,
    method: &str,
    request_id: &str,
    content: &[u8],
) -> Result<Call, Status> {
    let request = command::Request::new(&caller.id, request_id, method, content)
        .map_err(|error| rpc::status(&error))?;
    let patience = rpc::remaining().unwrap_or(USUAL).saturating_sub(MARGIN);
    Ok(Call { caller, request, traceparent: rpc::traceparent(), patience })
}

/// A text of so many characters, without control characters but for line breaks.
pub(super) fn text(field: &str, text: &str, shortest: usize, longest: usize) -> Result<String, Error> {
    let length = text.chars().count();
    let is_plain = !text.chars().any(|character| character.is_control() && character != '\n');
    if is_plain && (shortest..=longest).contains(&length) {
        return Ok(text.to_owned());
    }
    let zh = format!("应为{shortest}至{longest}个字符");
    Err(Error::Invalid(vec![Violation::new(
        field,
        zh,
        format!("must be {shortest} to {longest} characters"),
    )]))
}

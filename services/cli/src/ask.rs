//! Asking a service: with retries where a repeat is the same request, and page by page.

use tonic::Status;

use crate::failure::Failure;
use crate::refusal;

/// Calls a unary method, again while the service is away. Every request of ours is a read or carries a
/// request id, so a repeat is the same request.
macro_rules! ask {
    ($client:expr, $method:ident, $message:expr) => {{
        let (client, message) = ($client, $message);
        channel::retry(|| {
            let (mut client, message) = (client.clone(), message.clone());
            async move { client.$method(message).await }
        })
        .await
        .map(tonic::Response::into_inner)
    }};
}

pub(crate) use ask;

/// One page to ask for.
#[derive(Debug, Clone)]
pub struct Page {
    pub size: i32,
    pub token: String,
}

/// The largest page a service gives.
const LARGEST: u32 = 1000;

/// Collects pages until there are `limit` objects or no more.
pub async fn pages<T>(
    limit: u32,
    mut page: impl AsyncFnMut(Page) -> Result<(Vec<T>, String), Status>,
) -> Result<Vec<T>, Box<Failure>> {
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let size = i32::try_from(limit.min(LARGEST)).unwrap_or(0);
    let mut found = Vec::new();
    let mut token = String::new();
    loop {
        let (more, next) = page(Page { size, token }).await.map_err(|status| refusal::failure(&status))?;
        found.extend(more);
        if next.is_empty() || found.len() >= wanted {
            found.truncate(wanted);
            return Ok(found);
        }
        token = next;
    }
}

/// A field that every answer of a method carries.
pub fn required<T>(field: Option<T>, name: &'static str) -> Result<T, Box<Failure>> {
    field.ok_or_else(|| {
        Failure::new(
            crate::exit::Exit::Failed,
            "ANSWER_INCOMPLETE",
            format!("服务的答复缺少{name}"),
            format!("the service's answer lacks {name}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn pages_are_followed_to_the_limit() {
        let numbers: Vec<u32> = (0..25).collect();
        let page = async |page: Page| {
            let from: usize = page.token.parse().unwrap_or(0);
            let to = (from + 10).min(25);
            let next = if to == 25 { String::new() } else { to.to_string() };
            Ok((numbers[from..to].to_vec(), next))
        };

        assert_eq!(pages(100, page).await.unwrap().len(), 25);
        assert_eq!(pages(12, page).await.unwrap(), (0..12).collect::<Vec<_>>());
    }
}

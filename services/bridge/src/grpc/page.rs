//! Page tokens: opaque, and bound to the list, its filter and the caller.

use data_encoding::BASE64URL_NOPAD;
use kernel::error::{Coded, Kind, Violation};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

const DEFAULT_SIZE: i64 = 50;
const LARGEST_SIZE: i64 = 1000;

#[derive(Serialize, Deserialize)]
struct Token<P> {
    /// What the token is bound to.
    list: String,
    /// Where the page ended.
    position: P,
}

/// A page was asked for that does not exist.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("page_size must be 0 to {LARGEST_SIZE}")]
    Size(Vec<Violation>),
    #[error("the page token does not belong to this list: start from the first page")]
    Token,
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn reason(&self) -> &str {
        match self {
            Self::Size(_) => "FIELD_INVALID",
            Self::Token => "PAGE_TOKEN_INVALID",
        }
    }

    fn zh(&self) -> Option<String> {
        Some(match self {
            Self::Size(_) => format!("page_size 须为 0 至 {LARGEST_SIZE}"),
            Self::Token => "分页标记不属于本列表，请从第一页开始".to_owned(),
        })
    }

    fn violations(&self) -> &[Violation] {
        match self {
            Self::Size(violations) => violations,
            Self::Token => &[],
        }
    }
}

/// How many rows a page has.
pub(super) fn size(page_size: i32) -> Result<i64, Error> {
    match i64::from(page_size) {
        0 => Ok(DEFAULT_SIZE),
        size @ 1..=LARGEST_SIZE => Ok(size),
        _ => Err(Error::Size(vec![Violation::new("page_size", "须为 0 至 1000", "must be 0 to 1000")])),
    }
}

/// What a token is bound to: the list's name, its filter and the caller.
pub(super) fn list(name: &str, filter: &[&str], caller: &str) -> String {
    let mut digest = Sha256::new();
    for part in [name, caller].iter().chain(filter) {
        digest.update(part);
        digest.update([0]);
    }
    BASE64URL_NOPAD.encode(&digest.finalize()[..12])
}

/// Where the page before ended; `None` for the first page.
pub(super) fn position<P: DeserializeOwned>(token: &str, list: &str) -> Result<Option<P>, Error> {
    if token.is_empty() {
        return Ok(None);
    }
    let json = BASE64URL_NOPAD.decode(token.as_bytes()).map_err(|_| Error::Token)?;
    let token: Token<P> = serde_json::from_slice(&json).map_err(|_| Error::Token)?;
    if token.list == list { Ok(Some(token.position)) } else { Err(Error::Token) }
}

/// The token of the next page; empty when this page was not full.
pub(super) fn next<P: Serialize>(rows: usize, size: i64, list: String, last: Option<P>) -> String {
    match last {
        Some(position) if i64::try_from(rows).is_ok_and(|rows| rows >= size) => {
            serde_json::to_vec(&Token { list, position })
                .map(|json| BASE64URL_NOPAD.encode(&json))
                .unwrap_or_default()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_another_caller_is_refused() {
        let mine = list("deliveries", &["", ""], "so-accept");
        let token = next(50, 50, mine.clone(), Some(7));

        assert_eq!(position::<i32>(&token, &mine).unwrap(), Some(7));
        assert!(matches!(
            position::<i32>(&token, &list("deliveries", &["", ""], "fin-verifier")),
            Err(Error::Token)
        ));
    }
}

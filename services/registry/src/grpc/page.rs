//! Pages of lists: sizes, and tokens bound to list, filter and caller.

use data_encoding::BASE64URL_NOPAD;
use kernel::error::Violation;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::refused::Refused;

const DEFAULT_SIZE: i32 = 50;
const LARGEST_SIZE: i32 = 1000;

/// How many rows a page has.
///
/// # Errors
/// [`Refused::Fields`] outside 0 to 1000; 0 means 50.
pub(super) fn size(page_size: i32) -> Result<usize, Refused> {
    let size = if page_size == 0 { DEFAULT_SIZE } else { page_size };
    match usize::try_from(size) {
        Ok(size_) if size <= LARGEST_SIZE => Ok(size_),
        _ => Err(Refused::Fields(vec![Violation::new("page_size", "应为0至1000", "must be 0 to 1000")])),
    }
}

/// One more than a page, so that it is known whether another follows.
pub(super) fn limit(size: usize) -> i64 {
    i64::try_from(size + 1).unwrap_or(i64::MAX)
}

/// A page of rows, and whether another one follows.
pub(super) fn cut<T>(mut rows: Vec<T>, size: usize) -> (Vec<T>, bool) {
    let more = rows.len() > size;
    rows.truncate(size);
    (rows, more)
}

/// The question that a token belongs to: list, caller and filter.
pub(super) fn question(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\0"));
    BASE64URL_NOPAD.encode(digest.get(..12).unwrap_or_default())
}

#[derive(Serialize, Deserialize)]
struct Token<K> {
    question: String,
    last: K,
}

/// The token of the page after `last`.
pub(super) fn token<K: Serialize>(question: &str, last: K) -> String {
    let token = Token { question: question.to_owned(), last };
    // Strings and UUIDs always have a JSON form.
    BASE64URL_NOPAD.encode(&serde_json::to_vec(&token).unwrap_or_default())
}

/// Where a token says to go on; none for the first page.
///
/// # Errors
/// [`Refused::PageToken`] for a token of another question.
pub(super) fn after<K: for<'de> Deserialize<'de>>(question: &str, token: &str) -> Result<Option<K>, Refused> {
    if token.is_empty() {
        return Ok(None);
    }
    let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).map_err(|_| Refused::PageToken)?;
    let token: Token<K> = serde_json::from_slice(&bytes).map_err(|_| Refused::PageToken)?;
    if token.question != question {
        return Err(Refused::PageToken);
    }
    Ok(Some(token.last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_on_where_its_page_ended_and_nowhere_else() {
        let mine = question(&["ListPermits", "sch-clerk", "sch"]);
        let token = token(&mine, "sch-3");

        assert_eq!(after::<String>(&mine, &token).unwrap().as_deref(), Some("sch-3"));
        let other = question(&["ListPermits", "edu-clerk", "sch"]);
        assert!(matches!(after::<String>(&other, &token), Err(Refused::PageToken)));
        assert!(matches!(after::<String>(&mine, "nonsense"), Err(Refused::PageToken)));
    }

    #[test]
    fn a_page_is_cut_where_another_follows() {
        assert_eq!(cut(vec![1, 2, 3], 2), (vec![1, 2], true));
        assert_eq!(cut(vec![1, 2], 2), (vec![1, 2], false));
        assert_eq!(size(0).unwrap(), 50);
        assert!(size(1001).is_err());
        assert!(size(-1).is_err());
    }
}

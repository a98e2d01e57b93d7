//! Page tokens: opaque, and bound to the reader. The list has one order and no filter.
use data_encoding::BASE64URL_NOPAD;
use kernel::error::{Coded, Kind, Violation};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::domain::{MessageId, Position};

const DEFAULT_SIZE: i64 = 50;
const LARGEST_SIZE: i64 = 1000;

#[derive(Serialize, Deserialize)]
struct Token {
    reader: String,
    created_at_micros: i64,
    id: MessageId,
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

/// How many messages a page has.
pub(super) fn size(page_size: i32) -> Result<i64, Error> {
    match i64::from(page_size) {
        0 => Ok(DEFAULT_SIZE),
        size @ 1..=LARGEST_SIZE => Ok(size),
        _ => Err(Error::Size(vec![Violation::new("page_size", "须为 0 至 1000", "must be 0 to 1000")])),
    }
}

/// Where the page before ended; `None` for the first page.
pub(super) fn position(token: &str, reader: &str) -> Result<Option<Position>, Error> {
    if token.is_empty() {
        return Ok(None);
    }
    let json = BASE64URL_NOPAD.decode(token.as_bytes()).map_err(|_| Error::Token)?;
    let token: Token = serde_json::from_slice(&json).map_err(|_| Error::Token)?;
    if token.reader != reader {
        return Err(Error::Token);
    }
    let nanos = i128::from(token.created_at_micros) * 1_000;
    let created_at = OffsetDateTime::from_unix_timestamp_nanos(nanos).map_err(|_| Error::Token)?;
    Ok(Some(Position { created_at, id: token.id }))
}

/// The token of the page after a position.
pub(super) fn token(last: Position, reader: &str) -> String {
    let micros = last.created_at.unix_timestamp_nanos() / 1_000;
    let token = Token {
        reader: reader.to_owned(),
        created_at_micros: i64::try_from(micros).unwrap_or(i64::MAX),
        id: last.id,
    };
    BASE64URL_NOPAD.encode(&serde_json::to_vec(&token).expect("texts and numbers have a JSON form"))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_token_leads_its_reader_back_and_nobody_else() {
        let last = Position { created_at: datetime!(2026-08-24 01:30:00.123456 UTC), id: MessageId::new() };

        let token = token(last, "so-accept");

        assert_eq!(position(&token, "so-accept").unwrap(), Some(last));
        assert!(matches!(position(&token, "so-review"), Err(Error::Token)));
        assert!(matches!(position("nonsense", "so-accept"), Err(Error::Token)));
    }
}

//! Pages: sizes, and tokens that are bound to the list they belong to.
use kernel::error::{Coded, Kind, Violation};
use sha2::{Digest, Sha256};

const DEFAULT: u32 = 50;
const LARGEST: u32 = 1000;
const BINDING: usize = 8;

/// A list as one caller asked for it: a token of another one is refused. Whoever forges a token learns no
/// more than the list would show, so it carries a check and no secret.
pub(super) struct List {
    binding: [u8; BINDING],
}

/// A page can't be given.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Error {
    /// The size is out of bounds.
    #[error("page_size must be 0 to {LARGEST}")]
    Size([Violation; 1]),
    /// The token is of another list.
    #[error("the page_token does not belong to this list: start from the first page")]
    Token,
}

impl List {
    /// The list that `caller` gets from `method` with these filters.
    pub(super) fn new(method: &str, caller: &str, filters: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in [method, caller].iter().chain(filters) {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part);
        }
        let mut binding = [0; BINDING];
        binding.copy_from_slice(&hash.finalize()[..BINDING]);
        Self { binding }
    }

    /// The token of the page that begins after `position`.
    pub(super) fn token(&self, position: &str) -> String {
        data_encoding::BASE64URL_NOPAD.encode(&[&self.binding, position.as_bytes()].concat())
    }

    /// The position that a token names; `None` for the first page.
    pub(super) fn position(&self, token: &str) -> Result<Option<String>, Error> {
        if token.is_empty() {
            return Ok(None);
        }
        let bytes = data_encoding::BASE64URL_NOPAD.decode(token.as_bytes()).map_err(|_| Error::Token)?;
        let position = bytes.strip_prefix(&self.binding).ok_or(Error::Token)?;
        String::from_utf8(position.to_vec()).map(Some).map_err(|_| Error::Token)
    }
}

/// How many a page holds at most.
pub(super) fn size(page_size: i32) -> Result<u32, Error> {
    match u32::try_from(page_size) {
        Ok(0) => Ok(DEFAULT),
        Ok(size) if size <= LARGEST => Ok(size),
        _ => Err(Error::Size([Violation::new(
            "page_size",
            format!("应为 0 至 {LARGEST}"),
            format!("must be 0 to {LARGEST}"),
        )])),
    }
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
            Self::Size(_) => format!("page_size 应为 0 至 {LARGEST}"),
            Self::Token => "page_token 不属于此列表，请从第一页开始".to_owned(),
        })
    }

    fn violations(&self) -> &[Violation] {
        match self {
            Self::Size(violations) => violations,
            Self::Token => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_works_for_its_own_list_only() {
        let list = List::new("ListUnits", "so-audit", &["a"]);
        let token = list.token("sch");

        assert_eq!(list.position(&token), Ok(Some("sch".to_owned())));
        assert_eq!(List::new("ListUnits", "so-setup", &["a"]).position(&token), Err(Error::Token));
        assert_eq!(List::new("ListUnits", "so-audit", &["b"]).position(&token), Err(Error::Token));
        assert_eq!(List::new("ListUnits", "so-audi", &["ta"]).position(&token), Err(Error::Token));
        assert_eq!(list.position("nonsense!"), Err(Error::Token));
        assert_eq!(list.position(""), Ok(None));
    }

    #[test]
    fn a_page_has_fifty_rows_unless_asked_otherwise() {
        assert_eq!((size(0), size(1000)), (Ok(50), Ok(1000)));
        assert!(matches!(size(1001), Err(Error::Size(_))));
        assert!(matches!(size(-1), Err(Error::Size(_))));
    }
}

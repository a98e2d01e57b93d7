//! Pages of lists: how many rows, and tokens that are good for one list of one caller only.

use data_encoding::BASE64URL_NOPAD;
use kernel::error::{Coded, Kind, Violation};
use ring::digest::{Context, SHA256};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tonic::Status;

use super::status;

/// Rows of a page where the caller names no number.
const DEFAULT: usize = 50;
const LARGEST: usize = 1000;
/// Bytes of a token that say which list it is good for.
const BINDING: usize = 12;

/// A list as one caller asked for it. Whoever forges a token learns no more than the list would show, so it
/// carries a check and no secret.
pub struct List([u8; BINDING]);

/// A page of a list, as it was asked for.
pub struct Page {
    list: List,
    size: usize,
}

/// Why there is no such page.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("page_size must be 0 to {LARGEST}")]
    Size([Violation; 1]),
    #[error("the page token does not belong to this list, filter or caller: start from the first page")]
    Token,
}

impl List {
    /// The list that `caller` gets from `method` with these filters. The filters are only hashed: a citizen
    /// ID among them leaves no trace in the token.
    pub fn new(method: &str, caller: &str, filters: &[&str]) -> Self {
        let mut digest = Context::new(&SHA256);
        for part in [method, caller].iter().chain(filters) {
            digest.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(part.as_bytes());
        }
        let mut binding = [0; BINDING];
        binding.copy_from_slice(&digest.finish().as_ref()[..BINDING]);
        Self(binding)
    }

    /// The page asked for, and the position after which it begins; `None` for the first one.
    ///
    /// # Errors
    /// FIELD_INVALID for a size outside 0 to 1000 (0 means 50); PAGE_TOKEN_INVALID for a token of another
    /// list, filter or caller.
    pub fn page<P: DeserializeOwned>(
        self,
        page_size: i32,
        page_token: &str,
    ) -> Result<(Page, Option<P>), Status> {
        let size = size(page_size).map_err(|error| status(&error))?;
        let after = self.position(page_token).map_err(|error| status(&error))?;
        Ok((Page { list: self, size }, after))
    }

    fn position<P: DeserializeOwned>(&self, token: &str) -> Result<Option<P>, Error> {
        if token.is_empty() {
            return Ok(None);
        }
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).map_err(|_| Error::Token)?;
        let position = bytes.strip_prefix(&self.0).ok_or(Error::Token)?;
        serde_json::from_slice(position).map(Some).map_err(|_| Error::Token)
    }
}

impl Page {
    /// How many rows to look for: one more than the page holds, so that it is known whether another follows.
    pub fn limit(&self) -> i64 {
        i64::try_from(self.size).unwrap_or(i64::MAX).saturating_add(1)
    }

    /// The page's rows, and the token of the next page: empty on the last one. `position` is that of a row in
    /// the list's order; it stays the same however many rows come before it.
    pub fn cut<T, P: Serialize>(&self, mut rows: Vec<T>, position: impl FnOnce(&T) -> P) -> (Vec<T>, String) {
        let goes_on = rows.len() > self.size;
        rows.truncate(self.size);
        let next = match rows.last() {
            Some(last) if goes_on => self.token(&position(last)),
            _ => String::new(),
        };
        (rows, next)
    }

    fn token(&self, position: &impl Serialize) -> String {
        let position = serde_json::to_vec(position).expect("texts, numbers and UUIDs have a JSON form");
        BASE64URL_NOPAD.encode(&[&self.list.0[..], &position].concat())
    }
}

fn size(page_size: i32) -> Result<usize, Error> {
    match usize::try_from(page_size) {
        Ok(0) => Ok(DEFAULT),
        Ok(size) if size <= LARGEST => Ok(size),
        _ => Err(Error::Size([Violation::new(
            "page_size",
            format!("应为0至{LARGEST}"),
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
            Self::Size(_) => format!("page_size应为0至{LARGEST}"),
            Self::Token => "翻页标记与本次查询不符，请从第一页开始".to_owned(),
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

    fn asked(list: List, page_size: i32, token: &str) -> Result<(Page, Option<String>), String> {
        list.page(page_size, token).map_err(|status| channel::failure(&status).reason)
    }

    #[test]
    fn a_page_is_cut_where_another_follows() {
        let (page, after) = asked(List::new("ListUnits", "so-audit", &[]), 2, "").unwrap();

        assert_eq!((after, page.limit()), (None, 3));
        let (rows, next) = page.cut(vec!["a", "b", "c"], |row| (*row).to_owned());
        assert_eq!(rows, ["a", "b"]);
        let (page, after) = asked(List::new("ListUnits", "so-audit", &[]), 2, &next).unwrap();
        assert_eq!(after.as_deref(), Some("b"));
        assert_eq!(page.cut(vec!["c"], |row| (*row).to_owned()), (vec!["c"], String::new()));
    }

    #[test]
    fn a_token_is_good_for_its_own_list_filter_and_caller_only() {
        let (page, _) = asked(List::new("ListUnits", "so-audit", &["a"]), 1, "").unwrap();
        let (_, token) = page.cut(vec!["sch", "edu"], |row| (*row).to_owned());

        let reason = |list, token: &str| asked(list, 1, token).err();
        let invalid = Some("PAGE_TOKEN_INVALID".to_owned());
        assert_eq!(reason(List::new("ListUnits", "so-audit", &["a"]), &token), None);
        assert_eq!(reason(List::new("ListOperators", "so-audit", &["a"]), &token), invalid);
        assert_eq!(reason(List::new("ListUnits", "so-setup", &["a"]), &token), invalid);
        assert_eq!(reason(List::new("ListUnits", "so-audit", &["b"]), &token), invalid);
        // Parts are counted, so that they can't be shifted into each other.
        assert_eq!(reason(List::new("ListUnits", "so-audi", &["ta"]), &token), invalid);
        assert_eq!(reason(List::new("ListUnits", "so-audit", &["a"]), "nonsense!"), invalid);
    }

    #[test]
    fn a_page_has_fifty_rows_unless_asked_otherwise_and_a_thousand_at_most() {
        let limit =
            |size| asked(List::new("ListUnits", "so-audit", &[]), size, "").map(|page| page.0.limit());

        assert_eq!((limit(0), limit(1000)), (Ok(51), Ok(1001)));
        assert_eq!(limit(1001), Err("FIELD_INVALID".to_owned()));
        assert_eq!(limit(-1), Err("FIELD_INVALID".to_owned()));
    }
}

//! Page tokens: where the next page begins, bound to the list, its filter and the caller.

use data_encoding::BASE64URL_NOPAD;
use kernel::error::Kind;

use super::Error;

/// A page as it was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageAsked {
    /// At most so many; 0 means the usual.
    pub size: i32,
    /// Token of the page before; empty for the first.
    pub token: String,
}

const LARGEST: i32 = 1000;

impl PageAsked {
    /// How many rows the page has.
    pub(super) fn limit(&self, usual: i32) -> i64 {
        let size = if self.size <= 0 { usual } else { self.size.min(LARGEST) };
        i64::from(size)
    }

    /// Where the page begins: none for the first.
    ///
    /// # Errors
    /// PAGE_TOKEN_INVALID when the token is of another list, filter or caller.
    pub(super) fn cursor(&self, bound_to: &str) -> Result<Option<String>, Error> {
        if self.token.is_empty() {
            return Ok(None);
        }
        let text = BASE64URL_NOPAD.decode(self.token.as_bytes()).ok().and_then(|b| String::from_utf8(b).ok());
        let cursor = text.as_deref().and_then(|text| text.split_once('/'));
        match cursor {
            Some((mark, cursor)) if mark == self::mark(bound_to) => Ok(Some(cursor.to_owned())),
            _ => {
                let (zh, en) = (
                    "分页令牌与本列表不符，请从第一页开始",
                    "the page token is not of this list: start anew",
                );
                Err(Error::refused(Kind::Invalid, "PAGE_TOKEN_INVALID", zh, en))
            }
        }
    }
}

/// The token of the page that begins after a cursor.
pub(super) fn token(bound_to: &str, cursor: &str) -> String {
    BASE64URL_NOPAD.encode(format!("{}/{cursor}", mark(bound_to)).as_bytes())
}

/// Short digest of what a token is bound to.
fn mark(bound_to: &str) -> String {
    seal::Digest::of(bound_to).to_string().chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_on_in_its_own_list_and_nowhere_else() {
        let page = PageAsked { size: 0, token: token("cases of sch-clerk", "420800-2026-000007") };

        assert_eq!(page.cursor("cases of sch-clerk").unwrap().as_deref(), Some("420800-2026-000007"));
        assert!(page.cursor("cases of edu-clerk").is_err());
        assert!(PageAsked { size: 0, token: "x".into() }.cursor("cases of sch-clerk").is_err());
    }
}

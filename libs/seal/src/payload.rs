//! The text in a paper's QR code (domain.md §5.6).
//!
//! `JMBB1.<type>.<docKey>.<yyMMdd>.<SM3 of the content>.<kid>.<signature>`, upper-case letters,
//! digits and dots only, because scanners type it into a field and an input method may swallow
//! anything else. The signature covers the ASCII text before the last dot.

use std::{fmt, str::FromStr};

use data_encoding::BASE32_NOPAD;
use ring::rand::{SecureRandom, SystemRandom};
use time::{Date, Month};

use crate::{Digest, KeyId, SIGNATURE_BYTES};

/// First field of every payload: the maker of the format and its version.
const PREFIX: &str = "JMBB1";

/// What kind of paper carries the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperType {
    /// 准许用编通知单.
    Permit,
    /// 进编通知单.
    Entry,
    /// 核拨经费通知单.
    Funding,
    /// 函.
    Letter,
    /// 出编回执.
    ExitReceipt,
    /// 批复.
    Reply,
}

impl PaperType {
    const ALL: [Self; 6] =
        [Self::Permit, Self::Entry, Self::Funding, Self::Letter, Self::ExitReceipt, Self::Reply];

    /// The letter in the code.
    pub fn letter(self) -> char {
        match self {
            Self::Permit => 'P',
            Self::Entry => 'E',
            Self::Funding => 'F',
            Self::Letter => 'L',
            Self::ExitReceipt => 'X',
            Self::Reply => 'R',
        }
    }
}

/// The name of one paper in its QR code: 10 random bytes, so that no paper can be guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DocKey([u8; 10]);

impl DocKey {
    /// Draws a new key from the system's randomness.
    pub fn random() -> Self {
        let mut bytes = [0; 10];
        SystemRandom::new().fill(&mut bytes).expect("the operating system provides randomness");
        Self(bytes)
    }

    /// The 10 bytes.
    pub fn as_bytes(&self) -> &[u8; 10] {
        &self.0
    }

    /// A key of these bytes.
    pub fn from_bytes(bytes: [u8; 10]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for DocKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE32_NOPAD.encode(&self.0))
    }
}

impl FromStr for DocKey {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        decode(text, "document key").map(Self)
    }
}

/// What a QR code says, apart from who signed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payload {
    pub paper_type: PaperType,
    pub doc_key: DocKey,
    /// The issue day, in this century: the code has two digits for the year.
    pub issued_on: Date,
    /// Digest of the paper's canonical JSON, which binds its words.
    pub content: Digest,
}

impl Payload {
    /// The text that is signed.
    pub(crate) fn text(&self, key_id: KeyId) -> String {
        let (year, month, day) = self.issued_on.to_calendar_date();
        format!(
            "{PREFIX}.{}.{}.{:02}{:02}{:02}.{}.{key_id}",
            self.paper_type.letter(),
            self.doc_key,
            year.rem_euclid(100),
            u8::from(month),
            day,
            self.content.to_base32(),
        )
    }
}

/// A payload with its signature: the whole text of a QR code. Shown and parsed as that text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedPayload {
    pub payload: Payload,
    pub key_id: KeyId,
    /// Raw SM2 signature, `r ‖ s`.
    pub signature: [u8; SIGNATURE_BYTES],
}

impl SignedPayload {
    /// The text that the signature covers.
    pub(crate) fn signed_text(&self) -> String {
        self.payload.text(self.key_id)
    }
}

impl fmt::Display for SignedPayload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.signed_text(), BASE32_NOPAD.encode(&self.signature))
    }
}

/// A scanned text is not one of our codes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    #[error("does not begin with {PREFIX}, so it is no code of this format")]
    Prefix,
    #[error("has {found} fields between dots, a code has 7")]
    Fields { found: usize },
    #[error("unknown type of paper {0:?}")]
    Type(String),
    #[error("the {field} {text:?} is not exact base32 of its length")]
    Base32 { field: &'static str, text: String },
    #[error("the issue day {0:?} is no date written yyMMdd")]
    IssuedOn(String),
}

impl FromStr for SignedPayload {
    type Err = Malformed;

    /// Reads the text of a code, exactly as it is printed: no white space, no lower case, no
    /// padding, no unused bits set. Two texts never mean the same code.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let fields: Vec<&str> = text.split('.').collect();
        if fields.first() != Some(&PREFIX) {
            return Err(Malformed::Prefix);
        }
        let &[_, paper_type, doc_key, issued_on, content, key_id, signature] = fields.as_slice() else {
            return Err(Malformed::Fields { found: fields.len() });
        };

        let base32 = |field, text: &str| Malformed::Base32 { field, text: text.to_owned() };
        Ok(Self {
            payload: Payload {
                paper_type: parse_type(paper_type)?,
                doc_key: doc_key.parse()?,
                issued_on: parse_day(issued_on)?,
                content: Digest::from_base32(content).ok_or_else(|| base32("content digest", content))?,
            },
            key_id: key_id.parse().map_err(|_| base32("key id", key_id))?,
            signature: decode(signature, "signature")?,
        })
    }
}

fn parse_type(text: &str) -> Result<PaperType, Malformed> {
    let mut letters = text.chars();
    let known = match (letters.next(), letters.next()) {
        (Some(letter), None) => PaperType::ALL.into_iter().find(|paper| paper.letter() == letter),
        _ => None,
    };
    known.ok_or_else(|| Malformed::Type(text.to_owned()))
}

fn parse_day(text: &str) -> Result<Date, Malformed> {
    let wrong = || Malformed::IssuedOn(text.to_owned());
    if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let number = |range| text.get(range).and_then(|part: &str| part.parse::<u8>().ok()).ok_or_else(wrong);
    let (year, month, day) = (number(0..2)?, number(2..4)?, number(4..6)?);
    let month = Month::try_from(month).map_err(|_| wrong())?;
    Date::from_calendar_date(2000 + i32::from(year), month, day).map_err(|_| wrong())
}

fn decode<const N: usize>(text: &str, field: &'static str) -> Result<[u8; N], Malformed> {
    let malformed = || Malformed::Base32 { field, text: text.to_owned() };
    let bytes = BASE32_NOPAD.decode(text.as_bytes()).map_err(|_| malformed())?;
    bytes.try_into().map_err(|_| malformed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Signer;

    fn signed() -> SignedPayload {
        Signer::generate().sign(Payload {
            paper_type: PaperType::Entry,
            doc_key: DocKey::from_bytes([0; 10]),
            issued_on: time::macros::date!(2026 - 08 - 25),
            content: Digest::of("abc"),
        })
    }

    #[test]
    fn a_code_has_the_form_of_the_specification() {
        let text = signed().to_string();

        let lengths: Vec<usize> = text.split('.').map(str::len).collect();
        assert_eq!(lengths, [5, 1, 16, 6, 52, 8, 103]);
        assert!(text.starts_with("JMBB1.E.AAAAAAAAAAAAAAAA.260825."), "{text}");
        assert!(text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'.'));
        assert_eq!(text.parse::<SignedPayload>().map(|read| read.to_string()), Ok(text));
    }

    #[test]
    fn what_is_no_code_is_refused_with_the_reason() {
        let text = signed().to_string();
        let with = |from: &str, to: &str| text.replacen(from, to, 1).parse::<SignedPayload>().unwrap_err();

        assert_eq!("6901234567892".parse::<SignedPayload>(), Err(Malformed::Prefix));
        assert_eq!("JMBB1.E.A".parse::<SignedPayload>(), Err(Malformed::Fields { found: 3 }));
        assert_eq!(with(".E.", ".Q."), Malformed::Type("Q".to_owned()));
        assert_eq!(with(".260825.", ".260231."), Malformed::IssuedOn("260231".to_owned()));
        assert_eq!(with(".260825.", ".+60825."), Malformed::IssuedOn("+60825".to_owned()));
        let lower = Malformed::Base32 { field: "document key", text: "aAAAAAAAAAAAAAAA".to_owned() };
        assert_eq!(with(".AAAA", ".aAAA"), lower);
    }
}

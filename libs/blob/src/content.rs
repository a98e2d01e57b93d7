//! What a file is, judged by what is in it.
use std::fmt;
use std::str::FromStr;

use data_encoding::{DecodeError, HEXLOWER};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// SHA-256 of a file: its name in the store. Text form: 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentId([u8; 32]);

/// Why a text is no [`ContentId`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContentIdError {
    /// Something else than lower-case hexadecimal digits.
    #[error("not lower-case hexadecimal: {0}")]
    Digits(#[from] DecodeError),
    /// Another number of bytes than 32.
    #[error("{0} bytes instead of 32")]
    Length(usize),
}

/// The kinds of file that materials and renderings are, told by their first bytes, never by their name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// PDF.
    Pdf,
    /// PNG image.
    Png,
    /// JPEG image.
    Jpeg,
    /// Anything else.
    Other,
}

impl ContentId {
    /// The digest's bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The content with this digest.
    pub fn from_digest(sha256: [u8; 32]) -> Self {
        Self(sha256)
    }
}

impl fmt::Display for ContentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl FromStr for ContentId {
    type Err = ContentIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = HEXLOWER.decode(text.as_bytes())?;
        let length = bytes.len();
        bytes.try_into().map(Self).map_err(|_| ContentIdError::Length(length))
    }
}

impl Serialize for ContentId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ContentId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl FileKind {
    /// How many first bytes [`FileKind::of`] looks at.
    pub(crate) const LOOKS_AT: usize = 8;

    /// The kind of a file that begins so.
    pub fn of(first_bytes: &[u8]) -> Self {
        if first_bytes.starts_with(b"%PDF-") {
            Self::Pdf
        } else if first_bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Self::Png
        } else if first_bytes.starts_with(b"\xff\xd8\xff") {
            Self::Jpeg
        } else {
            Self::Other
        }
    }

    /// The media type (MIME).
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Other => "application/octet-stream",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_id_reads_as_it_prints() {
        let id = ContentId::from_digest([0xab; 32]);

        assert_eq!(id.to_string(), "ab".repeat(32));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("abcd".parse::<ContentId>(), Err(ContentIdError::Length(2)));
        assert!(matches!("../x".parse::<ContentId>(), Err(ContentIdError::Digits(_))));
    }

    #[test]
    fn a_kind_is_told_by_the_first_bytes() {
        assert_eq!(FileKind::of(b"%PDF-1.7\n"), FileKind::Pdf);
        assert_eq!(FileKind::of(b"\x89PNG\r\n\x1a\n...."), FileKind::Png);
        assert_eq!(FileKind::of(b"\xff\xd8\xff\xe0"), FileKind::Jpeg);
        assert_eq!(FileKind::of(b"%PD"), FileKind::Other);
    }
}

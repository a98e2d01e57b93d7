//! SM3 (GB/T 32905), the digest of everything that is signed or filed.

use std::{fmt, str::FromStr};

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sm3::Digest as _;

/// An SM3 digest. Shown as 64 lower-case hexadecimal digits, in a QR code as 52 base32 letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

/// A text or a byte string is no SM3 digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an SM3 digest has 32 bytes, written as 64 lower-case hexadecimal digits")]
pub struct DigestError;

impl Digest {
    /// Digests the bytes.
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self(sm3::Sm3::digest(bytes.as_ref()).into())
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Takes back what [`Self::as_bytes`] gave away, for example from a database column.
    ///
    /// # Errors
    /// Not 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DigestError> {
        bytes.try_into().map(Self).map_err(|_| DigestError)
    }

    pub(crate) fn to_base32(self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    pub(crate) fn from_base32(text: &str) -> Option<Self> {
        BASE32_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| DigestError)?;
        Self::from_bytes(&bytes)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;

    /// GB/T 32905-2016, Appendix A, both examples.
    #[test]
    fn the_examples_of_the_standard_are_reproduced() {
        let abc = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        let abcd_16_times = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732";

        assert_eq!(Digest::of("abc").to_string(), abc);
        assert_eq!(Digest::of("abcd".repeat(16)).to_string(), abcd_16_times);
    }

    #[test]
    fn the_text_of_a_digest_reads_back() {
        let digest = Digest::of("编制");

        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert_eq!(Digest::from_base32(&digest.to_base32()), Some(digest));
        assert_eq!(digest.to_base32().len(), 52);
    }
}

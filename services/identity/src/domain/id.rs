//! Ids of units, operators and partners.
use std::fmt;
use std::str::FromStr;

/// Longest id: the common name of a certificate holds 64 characters (RFC 5280, ub-common-name), and a
/// partner's may get a generation behind it.
const LONGEST: usize = 56;

/// An id that may stand in a certificate's subject: `a-z 0-9 - .` (conventions.md "mTLS and identity").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(String);

/// A text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id has 1 to {LONGEST} characters out of a-z 0-9 - .")]
pub struct IdError;

impl IdError {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        format!("标识只能由 a-z 0-9 - . 组成，长度 1 至 {LONGEST}")
    }
}

impl Id {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Id {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
        let fits = (1..=LONGEST).contains(&text.len()) && text.bytes().all(allowed);
        if fits { Ok(Self(text.to_owned())) } else { Err(IdError) }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_can_stand_in_a_subject_and_a_uri() {
        for good in ["sch", "so-accept", "hr-420800", "a.b", "1"] {
            assert_eq!(good.parse::<Id>().unwrap().as_str(), good);
        }
        for bad in ["", "Sch", "so accept", "a/b", "编办", "a,b", "x=y", &"a".repeat(57)] {
            assert_eq!(bad.parse::<Id>(), Err(IdError), "{bad}");
        }
    }
}

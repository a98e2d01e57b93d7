//! Degrees 学位, GB/T 6864-2003: the level is checked, the field of study is carried.

use std::str::FromStr;

use crate::Label;

/// A degree code: `1`, or three digits that begin with 2 (doctor), 3 (master) or 4 (bachelor).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Degree(String);

/// The text is no degree code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a degree code: 1, or three digits that begin with 2, 3 or 4")]
pub struct Error;

impl Error {
    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        "不是有效的学位代码:应为1,或以2、3、4开头的三位数字".to_owned()
    }
}

impl Degree {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the level is called.
    pub fn label(&self) -> Label {
        match self.0.as_bytes().first() {
            Some(b'2') => Label { zh: "博士", en: "doctor" },
            Some(b'3') => Label { zh: "硕士", en: "master" },
            Some(b'4') => Label { zh: "学士", en: "bachelor" },
            _ => Label { zh: "名誉博士", en: "honorary doctor" },
        }
    }
}

impl FromStr for Degree {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let is_level = matches!(text.as_bytes(), [b'2' | b'3' | b'4', b'0'..=b'9', b'0'..=b'9']);
        if text == "1" || is_level { Ok(Self(text.to_owned())) } else { Err(Error) }
    }
}

impl TryFrom<String> for Degree {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Degree> for String {
    fn from(degree: Degree) -> Self {
        degree.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_digit_tells_the_level() {
        for (code, level) in [("1", "名誉博士"), ("201", "博士"), ("304", "硕士"), ("408", "学士")]
        {
            assert_eq!(code.parse::<Degree>().map(|degree| degree.label().zh), Ok(level));
        }
        for code in ["", "2", "501", "40", "4081", "4x1"] {
            assert_eq!(code.parse::<Degree>(), Err(Error), "{code}");
        }
    }
}

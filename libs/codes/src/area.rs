//! Area codes 行政区划代码, GB/T 2260, and townships, GB/T 10114 (domain.md §6.3).
//!
//! The structure is checked, not the membership: codes are added and abolished every year, and the
//! people and papers of an abolished county stay. Names are known for Jingmen and its neighbours.
//! A functional district without a code of its own is a jurisdiction, not an area.

use std::str::FromStr;

use crate::Label;

/// The 34 provinces, by their first two digits.
const PROVINCES: [&str; 34] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
];

/// Names of the areas that this system meets.
const NAMES: &[(&str, Label)] = &[
    ("420000", Label { zh: "湖北省", en: "Hubei" }),
    ("420100", Label { zh: "武汉市", en: "Wuhan" }),
    ("420500", Label { zh: "宜昌市", en: "Yichang" }),
    ("420600", Label { zh: "襄阳市", en: "Xiangyang" }),
    ("420800", Label { zh: "荆门市", en: "Jingmen" }),
    ("420802", Label { zh: "东宝区", en: "Dongbao" }),
    ("420804", Label { zh: "掇刀区", en: "Duodao" }),
    ("420822", Label { zh: "沙洋县", en: "Shayang" }),
    ("420881", Label { zh: "钟祥市", en: "Zhongxiang" }),
    ("420882", Label { zh: "京山市", en: "Jingshan" }),
    ("421000", Label { zh: "荆州市", en: "Jingzhou" }),
    ("422800", Label { zh: "恩施土家族苗族自治州", en: "Enshi" }),
];

/// A well-formed area code of six digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AreaCode(String);

/// A well-formed township code: a county's six digits and three of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TownshipCode {
    county: AreaCode,
    code: String,
}

/// Which of the three levels of GB/T 2260 a code belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaLevel {
    Province,
    Prefecture,
    County,
}

/// What is wrong with a text that should be an area or township code; positions count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("an area code has {expected} digits, this has {found} characters")]
    Length { expected: usize, found: usize },
    #[error("the character at position {position} must be a digit")]
    Character { position: usize },
    #[error("positions 1 and 2 are not a province of GB/T 2260")]
    Province,
    #[error(
        "positions 3 and 4 are 00, so positions 5 and 6 must be 00 too: a county belongs to a prefecture"
    )]
    Prefecture,
    #[error("positions 5 and 6 are 00: a township belongs to a county")]
    NoCounty,
}

impl Error {
    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Length { expected, found } => format!("行政区划代码应为{expected}位数字,现为{found}位"),
            Self::Character { position } => format!("第{position}位应为数字"),
            Self::Province => "第1、2位不是GB/T 2260规定的省级代码".to_owned(),
            Self::Prefecture => "第3、4位为00时,第5、6位也应为00:县级区划隶属于地级区划".to_owned(),
            Self::NoCounty => "第5、6位为00:乡级区划隶属于县级区划".to_owned(),
        }
    }
}

impl AreaCode {
    /// The six digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Province, prefecture or county, by the trailing zeros.
    pub fn level(&self) -> AreaLevel {
        if self.0.ends_with("0000") {
            AreaLevel::Province
        } else if self.0.ends_with("00") {
            AreaLevel::Prefecture
        } else {
            AreaLevel::County
        }
    }

    /// The area one level up; a province has none.
    pub fn parent(&self) -> Option<Self> {
        let kept = match self.level() {
            AreaLevel::Province => return None,
            AreaLevel::Prefecture => 2,
            AreaLevel::County => 4,
        };
        Some(Self(format!("{:0<6}", self.0.get(..kept).unwrap_or_default())))
    }

    /// What the area is called, where this system knows it.
    pub fn label(&self) -> Option<Label> {
        NAMES.iter().find(|(code, _)| *code == self.0).map(|(_, label)| *label)
    }
}

impl FromStr for AreaCode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        check_digits(text, 6)?;
        let province = text.get(..2).unwrap_or_default();
        if !PROVINCES.contains(&province) {
            return Err(Error::Province);
        }
        if text.get(2..4) == Some("00") && text.get(4..) != Some("00") {
            return Err(Error::Prefecture);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TownshipCode {
    /// The nine digits.
    pub fn as_str(&self) -> &str {
        &self.code
    }

    /// The county it lies in.
    pub fn county(&self) -> &AreaCode {
        &self.county
    }
}

impl FromStr for TownshipCode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        check_digits(text, 9)?;
        let county: AreaCode = text.get(..6).unwrap_or_default().parse()?;
        if county.level() != AreaLevel::County {
            return Err(Error::NoCounty);
        }
        Ok(Self { county, code: text.to_owned() })
    }
}

fn check_digits(text: &str, expected: usize) -> Result<(), Error> {
    let found = text.chars().count();
    if found != expected {
        return Err(Error::Length { expected, found });
    }
    match (1..).zip(text.chars()).find(|(_, character)| !character.is_ascii_digit()) {
        Some((position, _)) => Err(Error::Character { position }),
        None => Ok(()),
    }
}

impl std::fmt::Display for AreaCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

impl std::fmt::Display for TownshipCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.code)
    }
}

impl TryFrom<String> for AreaCode {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<AreaCode> for String {
    fn from(code: AreaCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_areas_of_the_reference_have_their_names_and_levels() {
        for (code, name, level) in [
            ("420000", "湖北省", AreaLevel::Province),
            ("420800", "荆门市", AreaLevel::Prefecture),
            ("420802", "东宝区", AreaLevel::County),
            ("420804", "掇刀区", AreaLevel::County),
            ("420822", "沙洋县", AreaLevel::County),
            ("420881", "钟祥市", AreaLevel::County),
            ("420882", "京山市", AreaLevel::County),
        ] {
            let area: AreaCode = code.parse().unwrap();

            assert_eq!((area.label().map(|label| label.zh), area.level()), (Some(name), level));
        }
    }

    #[test]
    fn an_abolished_county_is_well_formed_and_has_no_name() {
        let area: AreaCode = "420821".parse().unwrap();

        assert_eq!(area.label(), None);
    }

    #[test]
    fn a_county_lies_in_a_prefecture_in_a_province() {
        let county: AreaCode = "420881".parse().unwrap();
        let prefecture = county.parent().unwrap();
        let province = prefecture.parent().unwrap();

        assert_eq!((prefecture.as_str(), province.as_str(), province.parent()), ("420800", "420000", None));
    }

    #[test]
    fn a_township_names_its_county() {
        let township: TownshipCode = "420804001".parse().unwrap();

        assert_eq!(township.county().as_str(), "420804");
        assert_eq!("420800001".parse::<TownshipCode>(), Err(Error::NoCounty));
    }

    #[test]
    fn each_defect_has_its_own_sentence() {
        assert_eq!("4208".parse::<AreaCode>(), Err(Error::Length { expected: 6, found: 4 }));
        assert_eq!("42O800".parse::<AreaCode>(), Err(Error::Character { position: 3 }));
        assert_eq!("990800".parse::<AreaCode>(), Err(Error::Province));
        assert_eq!("420004".parse::<AreaCode>(), Err(Error::Prefecture));
    }
}

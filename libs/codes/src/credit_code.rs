//! The unified social credit code 统一社会信用代码, GB 32100-2015 (domain.md §6.1).
//!
//! Eighteen characters: registration authority, category, six digits of area, a nine-character
//! organisation code (GB 11714, with a check of its own), and a check over all. Organs and
//! institutions registered by a staffing office start with 11, 12, 13 or 19.

use std::str::FromStr;

/// The 31 characters of the standard; I, O, S, V and Z are left out because they are misread.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// 3^(i-1) mod 31 for the first 17 positions.
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Weights of the eight body characters of the organisation code.
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A valid unified social credit code, in upper case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);

/// Who a staffing office registers, by the second character of the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registrant {
    /// 机关, `11`
    Organ,
    /// 事业单位, `12`
    PublicInstitution,
    /// 编办直接管理机构编制的群众团体, `13`
    MassOrganisation,
    /// 其他, `19`
    Other,
    /// Registered by another authority (enterprises, social organisations …).
    Elsewhere,
}

/// What is wrong with a text that should be a credit code; positions count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("a unified social credit code has 18 characters, this has {found}")]
    Length { found: usize },
    #[error(
        "character {character:?} at position {position} is not allowed (digits and A-Z without I, O, S, V, Z)"
    )]
    Character { position: usize, character: char },
    #[error("character {character:?} at position {position} must be a digit: positions 3 to 8 are the area")]
    Area { position: usize, character: char },
    #[error("position 17, the check of the organisation code, is {found:?} but should be {expected:?}")]
    OrganisationCheck { expected: char, found: char },
    #[error("position 18, the check of the whole code, is {found:?} but should be {expected:?}")]
    Check { expected: char, found: char },
}

impl Error {
    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Length { found } => format!("统一社会信用代码应为18位,现为{found}位"),
            Self::Character { position, character } => {
                format!("第{position}位字符“{character}”不允许使用(数字及除I、O、S、V、Z外的大写字母)")
            }
            Self::Area { position, character } => {
                format!("第{position}位字符“{character}”应为数字:第3至8位为登记机关行政区划码")
            }
            Self::OrganisationCheck { expected, found } => {
                format!("第17位(组织机构代码校验码)为“{found}”,应为“{expected}”")
            }
            Self::Check { expected, found } => format!("第18位(校验码)为“{found}”,应为“{expected}”"),
        }
    }
}

impl CreditCode {
    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The six digits of the area where the code was given out.
    pub fn area(&self) -> &str {
        self.0.get(2..8).unwrap_or_default()
    }

    /// Who registered the holder, from the first two characters.
    pub fn registrant(&self) -> Registrant {
        match self.0.get(..2) {
            Some("11") => Registrant::Organ,
            Some("12") => Registrant::PublicInstitution,
            Some("13") => Registrant::MassOrganisation,
            Some("19") => Registrant::Other,
            _ => Registrant::Elsewhere,
        }
    }
}

impl FromStr for CreditCode {
    type Err = Error;

    /// Reads a code; lower case is raised, white space is an error.
    fn from_str(text: &str) -> Result<Self, Error> {
        let found = text.chars().count();
        if found != 18 {
            return Err(Error::Length { found });
        }
        let code = text.to_ascii_uppercase();
        check_characters(&code)?;
        check_organisation(&code)?;
        check_whole(&code)?;
        Ok(Self(code))
    }
}

fn check_characters(code: &str) -> Result<(), Error> {
    for (position, character) in (1..).zip(code.chars()) {
        if index(character).is_none() {
            return Err(Error::Character { position, character });
        }
        if (3..=8).contains(&position) && !character.is_ascii_digit() {
            return Err(Error::Area { position, character });
        }
    }
    Ok(())
}

fn check_organisation(code: &str) -> Result<(), Error> {
    // Here letters count as in base 36 (A = 10), not by the 31-character alphabet.
    let body = code.chars().skip(8).take(8);
    let sum: u32 = body
        .zip(ORGANISATION_WEIGHTS)
        .map(|(character, weight)| character.to_digit(36).unwrap_or(0) * weight)
        .sum();
    let expected = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    };
    match code.chars().nth(16) {
        Some(found) if found != expected => Err(Error::OrganisationCheck { expected, found }),
        _ => Ok(()),
    }
}

fn check_whole(code: &str) -> Result<(), Error> {
    let sum: u32 =
        code.chars().zip(WEIGHTS).map(|(character, weight)| index(character).unwrap_or(0) * weight).sum();
    let expected = (31 - sum % 31) % 31;
    let expected =
        ALPHABET.iter().zip(0..).find(|(_, at)| *at == expected).map_or('0', |(byte, _)| char::from(*byte));
    match code.chars().nth(17) {
        Some(found) if found != expected => Err(Error::Check { expected, found }),
        _ => Ok(()),
    }
}

/// The value of a character in the 31-character alphabet.
fn index(character: char) -> Option<u32> {
    ALPHABET.iter().zip(0..).find(|(byte, _)| char::from(**byte) == character).map(|(_, at)| at)
}

impl std::fmt::Display for CreditCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for CreditCode {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Four real codes of domain.md §6.1 and the fictional ones of §10.0.
    const VALID: &[&str] = &[
        "91110000802100433B",
        "9144030071526726XG",
        "914403001922038216",
        "91330100799655058B",
        "11420800JM0000017N",
        "11420800JM0000025H",
        "12420800JM00000339",
        "11420800JM00000417",
        "11420800JM0000121T",
        "12420800JM000005XU",
        "11420800JM0000068Y",
        "11420800JM0000076R",
        "12420800JM00001052",
        "12420800JM000013XF",
        "12420800JM0000148F",
        "12420800JM0000156A",
        "11420881JM0000084Y",
        "12420881JM0000164F",
        "12420804JM0000172R",
        "11420800JM0000092F",
        "12420800JM0000113W",
        "11420804JM00002280",
        "11420881JM00001808",
        "11420881JM00002521",
        "11420881JM0000236B",
        "11420881JM0000201Q",
        "12420881JM0000279M",
        "11420804JM0000199L",
        "11420804JM0000260B",
        "11420804JM0000244M",
        "11420804JM000021X0",
        "12420804JM00002870",
    ];

    #[test]
    fn the_codes_of_the_reference_are_valid() {
        for text in VALID {
            assert_eq!(text.parse::<CreditCode>().map(|code| code.to_string()), Ok((*text).to_owned()));
        }
    }

    #[test]
    fn lower_case_is_raised() {
        assert_eq!("9144030071526726xg".parse::<CreditCode>().unwrap().as_str(), "9144030071526726XG");
    }

    #[test]
    fn the_error_names_the_position_and_what_should_stand_there() {
        assert_eq!("1242".parse::<CreditCode>(), Err(Error::Length { found: 4 }));
        assert_eq!(
            "12420800JMO0000339".parse::<CreditCode>(),
            Err(Error::Character { position: 11, character: 'O' })
        );
        assert_eq!(
            "124208A0JM00000339".parse::<CreditCode>(),
            Err(Error::Area { position: 7, character: 'A' })
        );
        assert_eq!(
            "12420800JM00000349".parse::<CreditCode>(),
            Err(Error::OrganisationCheck { expected: '3', found: '4' })
        );
        assert_eq!(
            "12420800JM0000033A".parse::<CreditCode>(),
            Err(Error::Check { expected: '9', found: 'A' })
        );
    }

    #[test]
    fn the_first_two_characters_say_who_is_registered() {
        let registrant = |text: &str| text.parse::<CreditCode>().unwrap().registrant();

        assert_eq!(registrant("11420800JM0000017N"), Registrant::Organ);
        assert_eq!(registrant("12420800JM00000339"), Registrant::PublicInstitution);
        assert_eq!(registrant("91110000802100433B"), Registrant::Elsewhere);
    }

    proptest! {
        #[test]
        fn any_single_changed_character_is_noticed(
            code in prop::sample::select(VALID), position in 0_usize..18, other in 0_usize..31,
        ) {
            let mut changed = code.as_bytes().to_vec();
            prop_assume!(changed[position] != ALPHABET[other]);
            changed[position] = ALPHABET[other];

            prop_assert!(String::from_utf8(changed).unwrap().parse::<CreditCode>().is_err());
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let _ = text.parse::<CreditCode>();
        }
    }
}

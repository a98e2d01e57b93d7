//! The citizen identity number 公民身份号码, GB 11643-1999 (domain.md §6.2).
//!
//! Personal data: `Debug` and `Display` print no digit, there is no `Serialize`, and whoever needs
//! the number says so with [`CitizenId::expose`]. Screens and papers show [`CitizenId::masked`].

use std::str::FromStr;

use time::{Date, Month};

use crate::Sex;

/// Weights of the first 17 digits.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character for each remainder of the weighted sum by 11.
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
/// Nobody on a registry was born earlier.
const EARLIEST_BIRTH_YEAR: i32 = 1850;

/// A structurally valid citizen ID with an upper-case check character.
///
/// The area prefix is not checked: codes of abolished counties live on in their people's numbers.
#[derive(Clone, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct CitizenId {
    number: String,
    birth: Date,
    sex: Sex,
}

/// What is wrong with a text that should be a citizen ID; positions count from 1.
///
/// No variant carries a character of the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("a citizen ID has 18 characters, this has {found}")]
    Length { found: usize },
    #[error("a 15-digit number of the old form is accepted in history only; give the 18-digit number")]
    OldForm,
    #[error("the character at position {position} must be a digit{}", if *position == 18 { " or X" } else { "" })]
    Character { position: usize },
    #[error("positions 7 to 14 are not a date of birth that exists")]
    BirthDate,
    #[error("the check character at position 18 does not match the other 17: one of them is mistyped")]
    Checksum,
}

impl Error {
    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Length { found } => format!("公民身份号码应为18位,现为{found}位"),
            Self::OldForm => "15位旧号码仅可出现在历史记录中,请填写18位号码".to_owned(),
            Self::Character { position: 18 } => "第18位应为数字或X".to_owned(),
            Self::Character { position } => format!("第{position}位应为数字"),
            Self::BirthDate => "第7至14位不是真实存在的出生日期".to_owned(),
            Self::Checksum => "第18位校验码与前17位不符,号码有误".to_owned(),
        }
    }
}

/// A fact on a form that contradicts the number (rule E3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mismatch {
    BirthDate,
    Sex,
}

impl CitizenId {
    /// The whole number. The caller answers for where it goes.
    pub fn expose(&self) -> &str {
        &self.number
    }

    /// The number as papers and screens show it: `420800********0026`.
    pub fn masked(&self) -> String {
        let (area, rest) = self.number.split_at_checked(6).unwrap_or_default();
        format!("{area}********{}", rest.get(8..).unwrap_or_default())
    }

    /// The date of birth in the number; cadre practice may hold another one in the archive.
    pub fn birth(&self) -> Date {
        self.birth
    }

    /// The sex in the number: an odd 17th digit is male.
    pub fn sex(&self) -> Sex {
        self.sex
    }

    /// The first six digits, where the number was given out; perhaps an abolished code.
    pub fn area(&self) -> &str {
        self.number.get(..6).unwrap_or_default()
    }

    /// What a form says that the number contradicts; empty when both agree.
    pub fn mismatches(&self, birth: Date, sex: Sex) -> Vec<Mismatch> {
        let mut mismatches = Vec::new();
        if birth != self.birth {
            mismatches.push(Mismatch::BirthDate);
        }
        if sex != self.sex {
            mismatches.push(Mismatch::Sex);
        }
        mismatches
    }
}

impl FromStr for CitizenId {
    type Err = Error;

    /// Reads a number; a lower-case x is raised, white space is an error.
    fn from_str(text: &str) -> Result<Self, Error> {
        let found = text.chars().count();
        if found == 15 && text.chars().all(|character| character.is_ascii_digit()) {
            return Err(Error::OldForm);
        }
        if found != 18 {
            return Err(Error::Length { found });
        }
        let number = text.to_ascii_uppercase();
        let digits = digits(&number)?;
        let birth = birth_date(&digits)?;
        let sex = match digits.get(16) {
            Some(digit) if digit % 2 == 1 => Sex::Male,
            _ => Sex::Female,
        };
        if number.chars().nth(17) != Some(check_character(&digits)) {
            return Err(Error::Checksum);
        }
        Ok(Self { number, birth, sex })
    }
}

/// The first 17 digits, after all 18 characters are of the right kind.
fn digits(number: &str) -> Result<Vec<u32>, Error> {
    let mut digits = Vec::with_capacity(17);
    for (position, character) in (1..).zip(number.chars()) {
        match character.to_digit(10) {
            Some(digit) if position < 18 => digits.push(digit),
            Some(_) => {}
            None if position == 18 && character == 'X' => {}
            None => return Err(Error::Character { position }),
        }
    }
    Ok(digits)
}

fn birth_date(digits: &[u32]) -> Result<Date, Error> {
    let number = |from: usize, to: usize| {
        digits.get(from..to).unwrap_or_default().iter().fold(0, |number, digit| number * 10 + digit)
    };
    let year = i32::try_from(number(6, 10)).map_err(|_| Error::BirthDate)?;
    let month = u8::try_from(number(10, 12)).map_err(|_| Error::BirthDate)?;
    let day = u8::try_from(number(12, 14)).map_err(|_| Error::BirthDate)?;
    if year < EARLIEST_BIRTH_YEAR {
        return Err(Error::BirthDate);
    }
    let month = Month::try_from(month).map_err(|_| Error::BirthDate)?;
    Date::from_calendar_date(year, month, day).map_err(|_| Error::BirthDate)
}

fn check_character(digits: &[u32]) -> char {
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    CHECKS.iter().zip(0..).find(|(_, remainder)| *remainder == sum % 11).map_or('1', |(check, _)| *check)
}

impl std::fmt::Debug for CitizenId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CitizenId(redacted)")
    }
}

impl std::fmt::Display for CitizenId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[citizen ID redacted]")
    }
}

impl TryFrom<String> for CitizenId {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::date;

    use super::*;

    /// Two numbers printed in the standard and the fictional people of domain.md §10.0.
    const VALID: &[(&str, Date, Sex)] = &[
        ("11010519491231002X", date!(1949 - 12 - 31), Sex::Female),
        ("440524188001010014", date!(1880 - 01 - 01), Sex::Male),
        ("420800199811040026", date!(1998 - 11 - 04), Sex::Female),
        ("420800200003150011", date!(2000 - 03 - 15), Sex::Male),
        ("420800200107070083", date!(2001 - 07 - 07), Sex::Female),
        ("420800199501010112", date!(1995 - 01 - 01), Sex::Male),
        ("420800198312120094", date!(1983 - 12 - 12), Sex::Male),
        ("420800198802280058", date!(1988 - 02 - 28), Sex::Male),
        ("420800199209090063", date!(1992 - 09 - 09), Sex::Female),
        ("420800197505300070", date!(1975 - 05 - 30), Sex::Male),
        ("42080019660410015X", date!(1966 - 04 - 10), Sex::Male),
    ];

    #[test]
    fn the_numbers_of_the_reference_are_valid_and_tell_birth_and_sex() {
        for (text, birth, sex) in VALID {
            let id: CitizenId = text.parse().unwrap();

            assert_eq!((id.expose(), id.birth(), id.sex()), (*text, *birth, *sex));
            assert_eq!(id.mismatches(*birth, *sex), []);
        }
    }

    #[test]
    fn a_lower_case_x_is_raised() {
        assert_eq!("42080019660410015x".parse::<CitizenId>().unwrap().expose(), "42080019660410015X");
    }

    #[test]
    fn printing_shows_no_digit_and_masking_hides_birth() {
        let id: CitizenId = "420800199811040026".parse().unwrap();

        assert_eq!(format!("{id:?} {id}"), "CitizenId(redacted) [citizen ID redacted]");
        assert_eq!(id.masked(), "420800********0026");
    }

    #[test]
    fn each_defect_has_its_own_sentence() {
        let refusal = |text: &str| text.parse::<CitizenId>().unwrap_err();

        assert_eq!(refusal("42080019981104002"), Error::Length { found: 17 });
        assert_eq!(refusal("420800981104002"), Error::OldForm);
        assert_eq!(refusal("42080019981104O026"), Error::Character { position: 15 });
        assert_eq!(refusal("42080019981104002Y"), Error::Character { position: 18 });
        assert_eq!(refusal("420800199802300026"), Error::BirthDate);
        assert_eq!(refusal("420800199811040027"), Error::Checksum);
    }

    #[test]
    fn a_form_that_contradicts_the_number_is_told_in_what() {
        let id: CitizenId = "420800199811040026".parse().unwrap();

        assert_eq!(id.mismatches(date!(1998 - 11 - 05), Sex::Male), [Mismatch::BirthDate, Mismatch::Sex]);
    }

    #[test]
    fn a_refused_number_does_not_come_back_in_the_error() {
        let error = serde_json::from_str::<CitizenId>("\"420800199811040027\"").unwrap_err();

        assert!(!error.to_string().contains("4208"), "{error}");
    }

    proptest! {
        #[test]
        fn any_single_changed_digit_is_noticed(
            valid in prop::sample::select(VALID), position in 0_usize..17, digit in b'0'..=b'9',
        ) {
            let mut changed = valid.0.as_bytes().to_vec();
            prop_assume!(changed[position] != digit);
            changed[position] = digit;

            prop_assert!(String::from_utf8(changed).unwrap().parse::<CitizenId>().is_err());
        }

        #[test]
        fn two_neighbouring_digits_exchanged_are_noticed(
            valid in prop::sample::select(VALID), position in 0_usize..16,
        ) {
            let mut changed = valid.0.as_bytes().to_vec();
            prop_assume!(changed[position] != changed[position + 1]);
            changed.swap(position, position + 1);

            prop_assert!(String::from_utf8(changed).unwrap().parse::<CitizenId>().is_err());
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let _ = text.parse::<CitizenId>();
        }
    }
}

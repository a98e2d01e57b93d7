//! Grades of public-institution posts 岗位等级 (domain.md §6.4).

use std::str::FromStr;

/// The grade of a post in a public institution; 1 is the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PostGrade {
    /// 管理岗位, grades 1 to 10; codes 9001–9010.
    Management(Grade<10>),
    /// 专业技术岗位, grades 1 to 13; codes 9101–9113.
    Professional(Grade<13>),
    /// 工勤技能岗位, grades 1 to 5; codes 9201–9205.
    Worker(Grade<5>),
    /// 普通工; our code 9206 continues the series, which ends at 9205 in the system it is from.
    OrdinaryWorker,
}

/// A grade from 1 to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Grade<const MAX: u8>(u8);

impl<const MAX: u8> Grade<MAX> {
    /// A grade, if the ladder has it.
    pub const fn new(number: u8) -> Option<Self> {
        if 1 <= number && number <= MAX { Some(Self(number)) } else { None }
    }

    /// The number of the grade.
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// The text is no post grade code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a post grade code: 9001 to 9010 (management), 9101 to 9113 (professional), 9201 to 9206 (workers)"
)]
pub struct Error;

impl Error {
    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        "不是有效的岗位等级代码:管理9001—9010,专业技术9101—9113,工勤9201—9206".to_owned()
    }
}

impl PostGrade {
    /// The four-digit code.
    pub fn code(self) -> String {
        match self {
            Self::Management(grade) => format!("90{:02}", grade.0),
            Self::Professional(grade) => format!("91{:02}", grade.0),
            Self::Worker(grade) => format!("92{:02}", grade.0),
            Self::OrdinaryWorker => "9206".to_owned(),
        }
    }

    /// The Chinese name.
    pub fn zh(self) -> String {
        match self {
            Self::Management(grade) => format!("管理{}级", grade.0),
            Self::Professional(grade) => format!("专业技术{}级", grade.0),
            Self::Worker(grade) => format!("工勤技能{}级", grade.0),
            Self::OrdinaryWorker => "普通工".to_owned(),
        }
    }

    /// The English name.
    pub fn en(self) -> String {
        match self {
            Self::Management(grade) => format!("management grade {}", grade.0),
            Self::Professional(grade) => format!("professional grade {}", grade.0),
            Self::Worker(grade) => format!("worker grade {}", grade.0),
            Self::OrdinaryWorker => "ordinary worker".to_owned(),
        }
    }
}

impl FromStr for PostGrade {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let is_code = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number: u8 =
            text.get(2..).and_then(|number| number.parse().ok()).filter(|_| is_code).ok_or(Error)?;
        let grade = match text.get(..2) {
            Some("90") => Grade::new(number).map(Self::Management),
            Some("91") => Grade::new(number).map(Self::Professional),
            Some("92") if number == 6 => Some(Self::OrdinaryWorker),
            Some("92") => Grade::new(number).map(Self::Worker),
            _ => None,
        };
        grade.ok_or(Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_ladder_has_its_grades_and_no_more() {
        let valid: Vec<String> = (0..=9999)
            .map(|number| format!("{number:04}"))
            .filter(|code| code.parse::<PostGrade>().is_ok_and(|grade| grade.code() == *code))
            .collect();
        let expected: Vec<String> = (9001..=9010)
            .chain(9101..=9113)
            .chain(9201..=9206)
            .map(|number: u32| number.to_string())
            .collect();

        assert_eq!(valid, expected);
    }
}

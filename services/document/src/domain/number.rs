//! Numbers (文号): `荆编用〔2026〕12号` (domain.md §5.3).

use std::fmt;

use kernel::error::{Coded, Kind, Violation};

use super::PaperKind;

/// The number of one paper: unique per jurisdiction, series and year, never reused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocNo {
    /// Agency code of the series (代字), e.g. `荆编用`.
    pub prefix: String,
    pub year: i32,
    pub serial: i32,
}

impl fmt::Display for DocNo {
    /// Four-digit year in hexagonal brackets, serial without leading zeros and without 第.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}〔{}〕{}号", self.prefix, self.year, self.serial)
    }
}

/// Opens a series for a year, once, before its first number: the explained row in the register
/// from which the numbers go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    pub jurisdiction_id: String,
    pub kind: PaperKind,
    pub prefix: String,
    pub year: i32,
    /// The last number used before this register, 0 for none.
    pub last_number: i32,
    pub explanation: String,
}

/// An opening that cannot be entered in the register.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} fields of the opening are wrong", .0.len())]
pub struct OpeningError(pub Vec<Violation>);

impl Coded for OpeningError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn reason(&self) -> &str {
        "FIELD_INVALID"
    }

    fn violations(&self) -> &[Violation] {
        &self.0
    }
}

impl Opening {
    /// Checks every field and says all that is wrong.
    ///
    /// # Errors
    /// All violations at once.
    pub fn check(&self) -> Result<(), OpeningError> {
        let mut violations = Vec::new();
        let mut expect = |fine: bool, field: &str, zh: &str, en: &str| {
            if !fine {
                violations.push(Violation { field: field.to_owned(), zh: zh.to_owned(), en: en.to_owned() });
            }
        };

        let prefix_length = self.prefix.chars().count();
        let prefix_clean = !self.prefix.chars().any(|c| c.is_whitespace() || "〔〕号".contains(c));
        let explanation_length = self.explanation.trim().chars().count();
        expect(!self.jurisdiction_id.is_empty(), "jurisdiction_id", "必填", "is required");
        expect(
            (1..=10).contains(&prefix_length) && prefix_clean,
            "prefix",
            "代字应为1至10个字，不含空白和〔〕号",
            "1 to 10 characters without white space and 〔〕号",
        );
        expect((2000..=2099).contains(&self.year), "year", "年份应在2000至2099之间", "between 2000 and 2099");
        expect(self.last_number >= 0, "last_number", "不得为负", "must not be negative");
        expect(
            (2..=200).contains(&explanation_length),
            "explanation",
            "应说明起编原因，2至200个字",
            "2 to 200 characters that say why it opens there",
        );

        if violations.is_empty() { Ok(()) } else { Err(OpeningError(violations)) }
    }

    /// The number that the next paper will get.
    pub fn next(&self) -> DocNo {
        DocNo { prefix: self.prefix.clone(), year: self.year, serial: self.last_number.saturating_add(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening() -> Opening {
        Opening {
            jurisdiction_id: "420800".to_owned(),
            kind: PaperKind::Permit,
            prefix: "荆编用".to_owned(),
            year: 2026,
            last_number: 11,
            explanation: "上线前已用至11号".to_owned(),
        }
    }

    #[test]
    fn a_number_is_written_as_the_standard_says() {
        assert_eq!(opening().next().to_string(), "荆编用〔2026〕12号");
    }

    #[test]
    fn all_defects_of_an_opening_come_at_once() {
        let wrong = Opening {
            prefix: "荆编〔".to_owned(),
            last_number: -1,
            explanation: " ".to_owned(),
            ..opening()
        };

        let OpeningError(violations) = wrong.check().unwrap_err();

        let fields: Vec<&str> = violations.iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(fields, ["prefix", "last_number", "explanation"]);
    }
}

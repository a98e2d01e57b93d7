//! Reading a form as it was typed: every defect at once (一次性告知), none repeated back.

use std::str::FromStr;

use kernel::error::Violation;
use time::Date;

/// A bucket as typed.
#[derive(Debug, Clone, Default)]
pub struct RawBucket {
    /// Institution id.
    pub institution_id: String,
    /// Quota type code.
    pub quota_type: String,
    /// Funding form; none when not said.
    pub funding: Option<codes::Funding>,
}

/// A request to use seats as typed.
#[derive(Debug, Clone, Default)]
pub struct RawQuotaUse {
    /// The bucket.
    pub bucket: RawBucket,
    /// Channel code.
    pub channel: String,
    /// Seats.
    pub quantity: i32,
    /// Post lines.
    pub posts: Vec<RawPostLine>,
    /// When the unit plans to have recruited: none, or the date, or a text that is no date.
    pub planned_date: RawDate,
    /// Why.
    pub justification: String,
}

/// A post line as typed.
#[derive(Debug, Clone, Default)]
pub struct RawPostLine {
    /// Division id.
    pub division_id: String,
    /// Post.
    pub post: String,
    /// Person category code.
    pub category: String,
    /// Education code.
    pub education: String,
    /// Seats.
    pub quantity: i32,
}

/// An entry as typed. Personal data, so no `Debug`.
#[derive(Clone, Default)]
pub struct RawEntry {
    /// The bucket.
    pub bucket: RawBucket,
    /// Permit number or id.
    pub permit: String,
    /// Channel code.
    pub channel: String,
    /// The person.
    pub person: RawPerson,
    /// Division id.
    pub division_id: String,
    /// Post.
    pub post: String,
    /// Post level or grade code.
    pub post_level: String,
    /// Person category code.
    pub category: String,
    /// First day on establishment.
    pub effective_date: RawDate,
    /// Unit before.
    pub previous_unit: String,
}

/// A person as typed. Personal data, so no `Debug`.
#[derive(Clone, Default)]
pub struct RawPerson {
    /// Name.
    pub name: String,
    /// Citizen ID.
    pub id_number: String,
    /// Sex code.
    pub sex: String,
    /// Birth date.
    pub birth_date: RawDate,
    /// Ethnicity code.
    pub ethnicity: String,
    /// Education code.
    pub education: String,
    /// Political status code.
    pub political_status: String,
    /// Retirement class code.
    pub retirement_class: String,
}

/// A date as typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RawDate {
    /// None given.
    #[default]
    Missing,
    /// Year, month and day are no date.
    Invalid,
    /// A date.
    Given(Date),
}

/// Collects what is wrong while a form is read.
pub(super) struct Reader {
    root: &'static str,
    violations: Vec<Violation>,
}

impl Reader {
    pub(super) fn of(root: &'static str) -> Self {
        Self { root, violations: Vec::new() }
    }

    /// Everything that was wrong, or the form.
    pub(super) fn finish<T>(self, form: Option<T>) -> Result<T, Vec<Violation>> {
        match form {
            Some(form) if self.violations.is_empty() => Ok(form),
            Some(_) | None => Err(self.violations),
        }
    }

    pub(super) fn violation(&mut self, field: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.violations.push(Violation::new(format!("{}.{field}", self.root), zh, en));
    }

    /// A code of a closed set.
    pub(super) fn code<T: FromStr<Err = codes::UnknownCode>>(
        &mut self,
        field: &str,
        text: &str,
    ) -> Option<T> {
        match text.parse() {
            Ok(code) => Some(code),
            Err(unknown) => {
                self.violation(field, unknown.zh(), unknown.to_string());
                None
            }
        }
    }

    /// A code that may be left out.
    pub(super) fn optional_code<T>(&mut self, field: &str, text: &str) -> Option<Option<T>>
    where
        T: FromStr<Err = codes::UnknownCode>,
    {
        if text.is_empty() { Some(None) } else { self.code(field, text).map(Some) }
    }

    /// A text of so many characters on one line, without space at its ends.
    pub(super) fn text(
        &mut self,
        field: &str,
        text: &str,
        shortest: usize,
        longest: usize,
    ) -> Option<String> {
        let length = text.chars().count();
        let is_plain = text.trim() == text && !text.chars().any(char::is_control);
        if is_plain && (shortest..=longest).contains(&length) {
            return Some(text.to_owned());
        }
        self.violation(
            field,
            format!("应为{shortest}至{longest}个字符,首尾无空格,不含控制字符"),
            format!(
                "must be {shortest} to {longest} characters without spaces at the ends or control characters"
            ),
        );
        None
    }

    /// A number of seats.
    pub(super) fn seats(&mut self, field: &str, seats: i32) -> Option<i32> {
        if (1..=10_000).contains(&seats) {
            return Some(seats);
        }
        self.violation(field, "应为1至10000", "must be 1 to 10000");
        None
    }

    pub(super) fn date(&mut self, field: &str, date: RawDate) -> Option<Date> {
        match date {
            RawDate::Given(date) => Some(date),
            RawDate::Missing | RawDate::Invalid => {
                self.violation(field, "应为有效日期", "must be a date");
                None
            }
        }
    }

    pub(super) fn optional_date(&mut self, field: &str, date: RawDate) -> Option<Option<Date>> {
        match date {
            RawDate::Missing => Some(None),
            RawDate::Given(_) | RawDate::Invalid => self.date(field, date).map(Some),
        }
    }

    pub(super) fn bucket(&mut self, bucket: &RawBucket) -> Option<super::Bucket> {
        let institution_id = self.text("bucket.institution_id", &bucket.institution_id, 1, 64);
        let quota_type: Option<codes::QuotaType> = self.code("bucket.quota_type", &bucket.quota_type);
        if bucket.funding.is_none() {
            self.violation("bucket.funding", "请选择经费形式", "must be said");
        }
        let (quota_type, funding) = (quota_type?, bucket.funding?);
        if !quota_type.funding_forms().contains(&funding) {
            let (zh, en) = (quota_type.label().zh, quota_type.code());
            self.violation(
                "bucket.funding",
                format!("{zh}没有这种经费形式"),
                format!("{en} seats are not funded like that"),
            );
        }
        Some(super::Bucket { institution_id: institution_id?, quota_type, funding })
    }
}

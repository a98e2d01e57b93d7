//! What is told to partners.

use std::borrow::Cow;
use std::fmt;

use time::{Date, OffsetDateTime};
use uuid::Uuid;

/// What the registry knows about an institution and a partner is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Institution {
    /// Institution id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Unified social credit code; empty where there is none.
    pub uscc: String,
}

/// What the registry knows about a person. Personal data: its `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Person id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Full citizen ID.
    pub id_number: String,
    /// Sex, GB/T 2261.1.
    pub sex: String,
    /// Birth date.
    pub birth_date: Option<Date>,
    /// Education, GB/T 4658.
    pub education: String,
    /// Person category.
    pub category: String,
    /// Post of the seat.
    pub post: String,
    /// Post level of the seat.
    pub post_level: String,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Person({}, ***)", self.id)
    }
}

/// Role of a partner's system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Organization Department: eligibility.
    Organization,
    /// HR bureau: salary.
    Hr,
    /// Finance bureau: payroll budget.
    Finance,
    /// Pension agency: enrolment.
    Pension,
}

impl Role {
    /// The role of this name.
    pub fn of(text: &str) -> Option<Self> {
        match text {
            "organization" => Some(Self::Organization),
            "hr" => Some(Self::Hr),
            "finance" => Some(Self::Finance),
            "pension" => Some(Self::Pension),
            _ => None,
        }
    }
}

/// A partner to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// `<role>-<area code>`.
    pub partner_id: String,
    /// Its role.
    pub role: Role,
}

/// What one partner is told.
#[derive(Clone, PartialEq)]
pub struct Told {
    /// The partner.
    pub partner_id: String,
    /// CloudEvents type.
    pub event_type: Cow<'static, str>,
    /// Schema of the data.
    pub data_schema: Cow<'static, str>,
    /// The data, of this partner's projection. Personal data.
    pub data: serde_json::Value,
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Told({}, {}, ***)", self.partner_id, self.event_type)
    }
}

/// A message about to enter a partner's stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Event id: the same however often the push is tried.
    pub event_id: Uuid,
    /// The case.
    pub case_id: String,
    /// Area code of the partner.
    pub area_code: String,
    /// The unit of order: the institution that a fact is about, the case that a request is about.
    pub key: String,
    /// How often it is sent on purpose, from 1.
    pub attempt: i32,
    /// When it was told first, business time.
    pub told_at: OffsetDateTime,
    /// W3C trace context of the decision that caused it.
    pub traceparent: Option<String>,
    /// What is told, and to whom.
    pub told: Told,
}

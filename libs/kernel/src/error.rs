//! What a failure means to the caller, whatever the transport.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The few kinds of failure that a caller can act upon; `service::rpc::status` maps each to one gRPC code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The request is malformed; its violations say where.
    Invalid,
    /// No usable certificate.
    Unauthenticated,
    /// Not the caller's to do.
    Forbidden,
    /// No such thing, or not visible to the caller.
    NotFound,
    /// Same request id, other content.
    AlreadyExists,
    /// The rules say no; the findings say why. Retrying can't help.
    Precondition,
    /// Somebody was faster; reload and try again.
    Conflict,
    /// Too much at once.
    Exhausted,
    /// A dependency is down, or the repeat of a request that is still under way.
    Unavailable,
    /// Our fault. The text never leaves the process.
    Internal,
}

/// How much a finding weighs (domain.md §3.0, validation severities).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Shown to every desk, recorded.
    Warn,
    /// Allowed only through a longer chain, recorded.
    Escalate,
    /// Cannot be submitted or approved.
    Block,
}

/// What a rule found: one of the values that a validation collects and returns all at once (一次性告知).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// A value of `bianzhi.error.v1.ErrorReason` without its prefix, e.g. `QUOTA_INSUFFICIENT`.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// One sentence in Chinese that says what is wrong and what to do. No personal data.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The law and its article, or the rule's code and name: in Chinese, then in English, parted by ` / `.
    pub basis: String,
    /// The figures behind the finding, by name, e.g. `approved` → `850`.
    pub figures: BTreeMap<String, String>,
}

impl Finding {
    /// A finding that forbids what was asked.
    pub fn block(code: &str, zh: impl Into<String>, en: impl Into<String>, basis: &str) -> Self {
        Self::new(Severity::Block, code, zh.into(), en.into(), basis)
    }

    /// A finding that every desk is shown and that forbids nothing.
    pub fn warn(code: &str, zh: impl Into<String>, en: impl Into<String>, basis: &str) -> Self {
        Self::new(Severity::Warn, code, zh.into(), en.into(), basis)
    }

    /// A finding that asks for a longer chain.
    pub fn escalate(code: &str, zh: impl Into<String>, en: impl Into<String>, basis: &str) -> Self {
        Self::new(Severity::Escalate, code, zh.into(), en.into(), basis)
    }

    /// The same finding with one more figure.
    #[must_use]
    pub fn figure(mut self, name: &str, value: impl ToString) -> Self {
        self.figures.insert(name.to_owned(), value.to_string());
        self
    }

    /// Whether it forbids what was asked.
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Block
    }

    fn new(severity: Severity, code: &str, zh: String, en: String, basis: &str) -> Self {
        let (code, basis) = (code.to_owned(), basis.to_owned());
        Self { code, severity, zh, en, basis, figures: BTreeMap::new() }
    }
}

/// One field of a request that can't be read, in the request's own names (`form.entry.person.id_number`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// Path of the field.
    pub field: String,
    /// What is wrong and what would be right, in Chinese. Never the value itself when it is personal.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

impl Violation {
    /// A field defect with its sentence in both languages.
    pub fn new(field: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { field: field.into(), zh: zh.into(), en: en.into() }
    }
}

/// An error that knows what it means to the caller.
pub trait Coded: std::error::Error {
    /// What the caller can do about it.
    fn kind(&self) -> Kind;

    /// A value of `bianzhi.error.v1.ErrorReason` without its prefix.
    fn reason(&self) -> &str;

    /// One sentence in Chinese for people; the `Display` text is the English one.
    fn zh(&self) -> Option<String> {
        None
    }

    /// Every malformed field, for [`Kind::Invalid`].
    fn violations(&self) -> &[Violation] {
        &[]
    }

    /// Every finding, for [`Kind::Precondition`].
    fn findings(&self) -> &[Finding] {
        &[]
    }

    /// Figures and ids that help a program, by name. No personal data.
    fn metadata(&self) -> BTreeMap<String, String> {
        BTreeMap::new()
    }
}

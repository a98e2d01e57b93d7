//! The words that the front door, the telephone and the letter box share: `bianzhi.type.v1` ↔ domain.

mod form;
mod opinion;

use kernel::actor::Actor;
use kernel::clock::local_date;
use kernel::error::{Finding, Severity};
use proto::google::r#type::Date as DatePb;
use proto::r#type::v1 as pb;
use time::{Date, Month, OffsetDateTime};

pub use form::{proposed_change, read_form};
pub use opinion::read_opinion;

/// A person who acts.
pub fn actor(actor: &Actor) -> pb::Actor {
    pb::Actor {
        operator_id: actor.operator_id.clone(),
        unit_id: actor.unit_id.clone(),
        certificate_serial: actor.certificate_serial.clone(),
    }
}

/// A business date.
pub fn date(date: Date) -> DatePb {
    DatePb { year: date.year(), month: u8::from(date.month()).into(), day: date.day().into() }
}

/// The business date of an instant.
pub fn date_of(at: OffsetDateTime) -> DatePb {
    date(local_date(at))
}

/// A date, if it is one.
pub fn read_date(date: &DatePb) -> Option<Date> {
    let month = u8::try_from(date.month).ok().and_then(|month| Month::try_from(month).ok())?;
    Date::from_calendar_date(date.year, month, u8::try_from(date.day).ok()?).ok()
}

/// An instant.
pub fn timestamp(at: OffsetDateTime) -> prost_types::Timestamp {
    prost_types::Timestamp {
        seconds: at.unix_timestamp(),
        nanos: i32::try_from(at.nanosecond()).unwrap_or_default(),
    }
}

/// An instant, if it is one.
pub fn read_timestamp(at: &prost_types::Timestamp) -> Option<OffsetDateTime> {
    let nanos = i128::from(at.seconds) * 1_000_000_000 + i128::from(at.nanos);
    OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()
}

/// What a rule found.
pub fn finding(finding: &Finding) -> pb::Finding {
    let severity = match finding.severity {
        Severity::Warn => pb::Severity::Warn,
        Severity::Escalate => pb::Severity::Escalate,
        Severity::Block => pb::Severity::Block,
    };
    pb::Finding {
        code: finding.code.clone(),
        severity: severity.into(),
        zh: finding.zh.clone(),
        en: finding.en.clone(),
        basis: finding.basis.clone(),
        figures: finding.figures.clone().into_iter().collect(),
    }
}

/// What another house's rule found. A weight that this house does not know weighs the most.
pub fn read_finding(found: pb::Finding) -> Finding {
    let severity = match found.severity() {
        pb::Severity::Warn => Severity::Warn,
        pb::Severity::Escalate => Severity::Escalate,
        pb::Severity::Block | pb::Severity::Unspecified => Severity::Block,
    };
    Finding {
        code: found.code,
        severity,
        zh: found.zh,
        en: found.en,
        basis: found.basis,
        figures: found.figures.into_iter().collect(),
    }
}

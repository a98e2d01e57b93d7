//! Fields read one by one; each reader answers none after listing what is wrong.

use std::str::FromStr;

use codes::{Funding, QuotaType, UnknownCode};
use kernel::actor::Actor;
use kernel::error::Violation;
use proto::google::r#type as google;
use proto::moment;
use proto::r#type::v1 as shared;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::domain::bucket::Bucket;
use crate::domain::ids::{CaseId, InstitutionId, is_text_id};
use crate::grpc::refused::Refused;

/// What is wrong with a message so far.
#[derive(Default)]
pub(in crate::grpc) struct Reading(Vec<Violation>);

impl Reading {
    /// The command, if every field could be read.
    ///
    /// # Errors
    /// [`Refused::Fields`] with all that could not.
    pub(in crate::grpc) fn finish<T>(self, command: Option<T>) -> Result<T, Refused> {
        match command {
            Some(command) if self.0.is_empty() => Ok(command),
            _ => Err(Refused::Fields(self.0)),
        }
    }

    pub(in crate::grpc) fn wrong(&mut self, field: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.0.push(Violation::new(field, zh, en));
    }

    /// A message that must be there.
    pub(in crate::grpc) fn present<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.wrong(field, "必填", "is required");
        }
        value
    }

    /// A text of 1 to `longest` characters.
    pub(in crate::grpc) fn text(&mut self, field: &str, text: String, longest: usize) -> Option<String> {
        let length = text.chars().count();
        if !(1..=longest).contains(&length) {
            self.wrong(
                field,
                format!("应为1至{longest}个字符"),
                format!("must have 1 to {longest} characters"),
            );
            return None;
        }
        Some(text)
    }

    pub(in crate::grpc) fn code<T: FromStr<Err = UnknownCode>>(
        &mut self,
        field: &str,
        text: &str,
    ) -> Option<T> {
        text.parse().map_err(|unknown: UnknownCode| self.wrong(field, unknown.zh(), unknown.to_string())).ok()
    }

    /// A whole number of seats.
    pub(in crate::grpc) fn seats(&mut self, field: &str, quantity: i32) -> Option<i32> {
        if !(1..=10_000).contains(&quantity) {
            self.wrong(field, "应为1至10000", "must be 1 to 10000");
            return None;
        }
        Some(quantity)
    }

    /// A date that must be there.
    pub(in crate::grpc) fn date(&mut self, field: &str, date: Option<google::Date>) -> Option<Date> {
        let date = self.present(field, date)?;
        let read = moment::read_date(date);
        if read.is_none() {
            self.wrong(field, "不是有效日期", "is no date");
        }
        read
    }

    /// A date that may be missing.
    pub(in crate::grpc) fn optional_date(
        &mut self,
        field: &str,
        date: Option<google::Date>,
    ) -> Option<Option<Date>> {
        match date {
            None => Some(None),
            Some(date) => self.date(field, Some(date)).map(Some),
        }
    }

    /// An instant that may be missing.
    pub(in crate::grpc) fn optional_instant(
        &mut self,
        field: &str,
        time: Option<prost_types::Timestamp>,
    ) -> Option<Option<OffsetDateTime>> {
        let Some(time) = time else { return Some(None) };
        let instant = moment::read_timestamp(time);
        if instant.is_none() {
            self.wrong(field, "不是有效时间", "is no instant");
        }
        instant.map(Some)
    }

    pub(in crate::grpc) fn uuid(&mut self, field: &str, text: &str) -> Option<Uuid> {
        let uuid = text.parse().ok();
        if uuid.is_none() {
            self.wrong(field, "应为UUID", "must be a UUID");
        }
        uuid
    }

    pub(in crate::grpc) fn case(&mut self, case_id: String) -> Option<CaseId> {
        self.text("case_id", case_id, 64).map(CaseId::new)
    }

    pub(in crate::grpc) fn version(&mut self, version: i32) -> Option<i32> {
        if version < 1 {
            self.wrong("case_version", "应不小于1", "must be at least 1");
            return None;
        }
        Some(version)
    }

    pub(in crate::grpc) fn actor(&mut self, actor: Option<shared::Actor>) -> Option<Actor> {
        let actor = self.present("actor", actor)?;
        let operator_id = self.text("actor.operator_id", actor.operator_id, 64);
        let unit_id = self.text("actor.unit_id", actor.unit_id, 64);
        let serial = self.text("actor.certificate_serial", actor.certificate_serial, 64);
        Some(Actor { operator_id: operator_id?, unit_id: unit_id?, certificate_serial: serial? })
    }

    /// An institution's id. Any text of the right form will do; whether it exists is no matter of form.
    pub(in crate::grpc) fn institution(&mut self, field: &str, id: String) -> Option<InstitutionId> {
        if !is_text_id(&id) {
            self.wrong(
                field,
                "应为机构代码（小写字母、数字、“-”和“.”）",
                "must be an institution id (lower-case letters, digits, `-`, `.`)",
            );
            return None;
        }
        Some(InstitutionId::new(id))
    }

    pub(in crate::grpc) fn bucket(&mut self, field: &str, bucket: Option<shared::Bucket>) -> Option<Bucket> {
        let bucket = self.present(field, bucket)?;
        let funding = match bucket.funding() {
            shared::Funding::Full => Some(Funding::Full),
            shared::Funding::Partial => Some(Funding::Partial),
            shared::Funding::Self_ => Some(Funding::SelfFunded),
            shared::Funding::Unspecified => {
                self.wrong(&format!("{field}.funding"), "请选择经费形式", "say which funding form");
                None
            }
        };
        let institution_id = self.institution(&format!("{field}.institution_id"), bucket.institution_id);
        let quota_type = self.code::<QuotaType>(&format!("{field}.quota_type"), &bucket.quota_type);
        Some(Bucket { institution_id: institution_id?, quota_type: quota_type?, funding: funding? })
    }
}
